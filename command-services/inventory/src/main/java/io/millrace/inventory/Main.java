package io.millrace.inventory;

import io.millrace.kit.ServiceOptions;
import io.millrace.kit.journal.postgres.PostgresStore;
import io.millrace.runtime.Launcher;

/** Runs the inventory service as a process of its own, set up by {@code MILLRACE_*} variables. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        Launcher.run(
                args,
                "inventory",
                settings -> ServiceOptions.read(settings, PostgresStore.SETTING, InventoryService.DEFAULT_PORT),
                (host, options) -> InventoryService.start(host, options).map(service -> service));
    }
}
