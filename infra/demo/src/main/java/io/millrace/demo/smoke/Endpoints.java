package io.millrace.demo.smoke;

/** The addresses of a system's services, such as {@code http://127.0.0.1:8101}. */
public record Endpoints(String customers, String catalog, String inventory, String orders, String query) {}
