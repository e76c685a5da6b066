package io.millrace.orders;

import io.millrace.kit.ServiceOptions;
import io.millrace.kit.journal.postgres.PostgresStore;
import io.millrace.runtime.Launcher;

/** Runs the orders service as a process of its own, set up by {@code MILLRACE_*} variables. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        Launcher.run(
                args,
                "orders",
                settings -> ServiceOptions.read(settings, PostgresStore.SETTING, OrdersService.DEFAULT_PORT),
                (host, options) -> OrdersService.start(host, options).map(service -> service));
    }
}
