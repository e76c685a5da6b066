package io.millrace.demo;

/** Where everything listens on 127.0.0.1; 0 is any free port. */
record Ports(int postgres, int broker, int mongo, int customers, int catalog, int inventory, int orders, int query) {

    static final Ports USUAL = new Ports(5432, 5672, 27017, 8101, 8102, 8103, 8104, 8080);
    static final Ports FREE = new Ports(0, 0, 0, 0, 0, 0, 0, 0);
}
