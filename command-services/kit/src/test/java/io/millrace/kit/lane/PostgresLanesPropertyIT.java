package io.millrace.kit.lane;

import io.millrace.embedded.junit.Infrastructure;
import net.jqwik.api.lifecycle.BeforeContainer;

class PostgresLanesPropertyIT extends LanesProperty {

    @BeforeContainer
    static void startProcesses() {
        startProcesses(Infrastructure.shared().postgres().freshUri("members"));
    }
}
