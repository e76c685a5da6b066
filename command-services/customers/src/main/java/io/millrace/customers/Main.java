package io.millrace.customers;

import io.millrace.kit.ServiceOptions;
import io.millrace.kit.journal.postgres.PostgresStore;
import io.millrace.runtime.Launcher;

/** Runs the customers service as a process of its own, set up by {@code MILLRACE_*} variables. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        Launcher.run(
                args,
                "customers",
                settings -> ServiceOptions.read(settings, PostgresStore.SETTING, CustomersService.DEFAULT_PORT),
                (host, options) -> CustomersService.start(host, options).map(service -> service));
    }
}
