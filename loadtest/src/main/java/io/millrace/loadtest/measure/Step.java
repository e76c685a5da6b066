package io.millrace.loadtest.measure;

/** What a client does, and is measured by. */
public enum Step {
    REGISTER("register customer", "customers", "POST", 201),
    RENAME("rename customer", "customers", "PUT", 200),
    ADD_PRODUCT("add product", "catalog", "POST", 201),
    REPRICE("reprice product", "catalog", "PUT", 200),
    RECEIVE("receive stock", "inventory", "POST", 200),
    PLACE("place order", "orders", "POST", 201),
    CUSTOMER("read customer", "query", "GET", 200),
    ORDER("read order", "query", "GET", 200),
    OWN_ORDERS("list own orders", "query", "GET", 200),
    PRODUCT("read product", "query", "GET", 200),
    SEARCH("search products", "query", "GET", 200),
    BEST_SELLERS("read best sellers", "query", "GET", 200),
    ORDER_SEEN("own order seen", "query", "GET", 200),
    NAME_SEEN("own name seen", "query", "GET", 200),
    STOCK_SEEN("own receipt seen", "query", "GET", 200);

    private final String title;
    private final String service;
    private final String method;
    private final int status;

    Step(String title, String service, String method, int status) {
        this.title = title;
        this.service = service;
        this.method = method;
        this.status = status;
    }

    /** How people call it, and the reports. */
    public String title() {
        return title;
    }

    /** Who answers it. */
    public String service() {
        return service;
    }

    public String method() {
        return method;
    }

    /** The status that says it was done. */
    public int status() {
        return status;
    }

    public boolean isCommand() {
        return !method.equals("GET");
    }

    /** Whether it carries the token of the command before, so that its time is the one from acknowledged to visible. */
    public boolean isLag() {
        return this == ORDER_SEEN || this == NAME_SEEN || this == STOCK_SEEN;
    }
}
