package io.millrace.loadtest.measure;

/** What a client does, and is measured by. */
public enum Step {
    REGISTER("register customer", "POST", 201),
    RENAME("rename customer", "PUT", 200),
    ADD_PRODUCT("add product", "POST", 201),
    REPRICE("reprice product", "PUT", 200),
    RECEIVE("receive stock", "POST", 200),
    PLACE("place order", "POST", 201),
    CUSTOMER("read customer", "GET", 200),
    ORDER("read order", "GET", 200),
    OWN_ORDERS("list own orders", "GET", 200),
    PRODUCT("read product", "GET", 200),
    SEARCH("search products", "GET", 200),
    BEST_SELLERS("read best sellers", "GET", 200),
    ORDER_SEEN("own order seen", "GET", 200),
    NAME_SEEN("own name seen", "GET", 200),
    STOCK_SEEN("own receipt seen", "GET", 200);

    private final String title;
    private final String method;
    private final int status;

    Step(String title, String method, int status) {
        this.title = title;
        this.method = method;
        this.status = status;
    }

    /** How people call it, and the reports. */
    public String title() {
        return title;
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
