package io.millrace.query;

import io.millrace.runtime.Launcher;

/** Runs a query service until it is told to stop. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        Launcher.run(
                args,
                "query",
                QuerySettings::read,
                (host, settings) -> QueryService.start(host, settings).map(service -> service));
    }
}
