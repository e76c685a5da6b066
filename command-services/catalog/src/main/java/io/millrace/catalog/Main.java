package io.millrace.catalog;

import io.millrace.kit.ServiceOptions;
import io.millrace.kit.journal.mongo.MongoStore;
import io.millrace.runtime.Launcher;

/** Runs the catalog service as a process of its own, set up by {@code MILLRACE_*} variables. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        Launcher.run(
                args,
                "catalog",
                settings -> ServiceOptions.read(settings, MongoStore.SETTING, CatalogService.DEFAULT_PORT),
                (host, options) -> CatalogService.start(host, options).map(service -> service));
    }
}
