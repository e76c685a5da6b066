package io.millrace.loadtest.traffic;

import io.millrace.loadtest.shop.Call;
import io.millrace.loadtest.shop.Product;
import org.jspecify.annotations.Nullable;

/** What one client has in mind. Used by one thread at a time, as Gatling's sessions are. */
final class Visit {

    final long number;
    /** When it was to come by the plan, which tells its phase. */
    final long arrival;

    final Product product;
    int customer;
    String customerId = "";
    String orderId = "";
    /** Of the last command. */
    String token = "";
    /** When the next request is to begin: the planned arrival, or the end of what came before. */
    long due;

    private @Nullable Call call;
    private boolean over;
    private boolean again;
    private int tries;

    Visit(long number, long arrival, long due, Product product) {
        this.number = number;
        this.arrival = arrival;
        this.due = due;
        this.product = product;
    }

    void asks(Call next) {
        call = next;
        again = false;
    }

    Call call() {
        if (call == null) {
            throw new IllegalStateException("nothing to ask");
        }
        return call;
    }

    /** Something failed: this client goes. */
    void leave() {
        over = true;
        again = false;
    }

    boolean over() {
        return over;
    }

    /** To ask the same once more; @return false if it was often enough. */
    boolean tryAgain(int most) {
        again = ++tries < most;
        return again;
    }

    boolean again() {
        return again;
    }
}
