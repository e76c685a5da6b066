package io.millrace.kit.lane;

import io.millrace.embedded.junit.Infrastructure;
import net.jqwik.api.lifecycle.BeforeContainer;

class MongoLanesPropertyIT extends LanesProperty {

    @BeforeContainer
    static void startProcesses() {
        startProcesses(Infrastructure.shared().mongo().freshUri("members"));
    }
}
