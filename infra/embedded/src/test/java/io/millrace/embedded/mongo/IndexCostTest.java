package io.millrace.embedded.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Processor time of this thread, which executes the commands itself: other load does not disturb the comparison. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IndexCostTest {
    private static final int DOCUMENTS = 20_000;
    private static final int QUERIES = 50;
    private static final int TIMES_CHEAPER = 5;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final StoreBackend backend = new StoreBackend(null);

    @BeforeAll
    void fill() {
        List<Document> documents = new ArrayList<>();
        for (int id = 0; id < DOCUMENTS; id++) {
            documents.add(new Document("_id", id)
                    .append("customer", id % 1000)
                    .append("price", id % 777)
                    .append("unindexed", id)
                    .append("words", new ArrayList<>(List.of("all", "some-" + id % 1000 + "-a", "few-" + id + "-b")))
                    .append("rev", 1));
        }
        run(new Document("insert", "things").append("documents", documents));
        index("customer");
        index("price");
        index("words");
    }

    @AfterAll
    void close() {
        backend.close();
        channel.close();
    }

    private void index(String field) {
        Document index = new Document("key", new Document(field, 1)).append("name", field);
        run(new Document("createIndexes", "things").append("indexes", new ArrayList<>(List.of(index))));
    }

    private void run(Document command) {
        String name = command.keySet().iterator().next();
        assertThat(backend.handleCommand(channel, "test", name, command)).containsEntry("ok", 1.0);
    }

    private static Document find(Document filter) {
        return new Document("find", "things").append("filter", filter);
    }

    private long cost(IntFunction<Document> command) {
        long before = THREADS.getCurrentThreadCpuTime();
        for (int n = 0; n < QUERIES; n++) {
            run(command.apply(n));
        }
        return THREADS.getCurrentThreadCpuTime() - before;
    }

    private void assertCheap(IntFunction<Document> indexed) {
        cost(indexed); // cold code would be most of the cost
        long scan = cost(n -> find(new Document("unindexed", n)));
        assertThat(cost(indexed)).isLessThan(scan / TIMES_CHEAPER);
    }

    @Test
    void aGuardedDocumentIsFoundByItsId() {
        assertCheap(n -> find(new Document("_id", n).append("rev", 1)));
    }

    @Test
    void aGuardedReplacementFindsItsDocument() {
        assertCheap(n -> {
            Document replacement = new Document("_id", n).append("rev", 2);
            Document update = new Document("q", new Document("_id", n).append("rev", 1)).append("u", replacement);
            return new Document("update", "things").append("updates", new ArrayList<>(List.of(update)));
        });
    }

    @Test
    void aSecondaryIndexFindsItsDocuments() {
        assertCheap(n -> find(new Document("customer", n)));
    }

    @Test
    void aSortedAndLimitedQueryReadsNoMoreThanItReturns() {
        assertCheap(n -> find(new Document())
                .append("sort", new Document("price", -1).append("_id", -1))
                .append("limit", 3));
    }

    @Test
    void aSortedAndLimitedQueryOfSeveralValuesReadsNoMoreThanItReturns() {
        assertCheap(n -> find(new Document("customer", new Document("$in", new ArrayList<>(List.of(n, n + 1, n + 2)))))
                .append("sort", new Document("_id", -1))
                .append("limit", 3));
    }

    @Test
    void theTighterOfTwoBoundsCounts() {
        assertCheap(n -> find(new Document("price", new Document("$gte", 0))
                        .append(
                                "$and",
                                new ArrayList<>(List.of(new Document("price", new Document("$gte", 770 + n % 7))))))
                .append("sort", new Document("price", 1))
                .append("limit", 3));
    }

    @Test
    void aWordIsFoundInWhicheverOrder() {
        assertCheap(n -> find(beginningWith("few-" + n + "-")).append("sort", new Document("price", 1)));
    }

    @Test
    void theRarerOfTwoWordsDecides() {
        assertCheap(n -> find(new Document(
                "$and",
                new ArrayList<>(List.of(beginningWith("some-" + n + "-"), beginningWith("few-" + (n + 1) + "-"))))));
    }

    private static Document beginningWith(String text) {
        Document range = new Document("$gte", text).append("$lt", text + "x");
        return new Document("words", new Document("$elemMatch", range));
    }

    @Test
    void theFirstStageOfAnAggregationUsesAnIndex() {
        assertCheap(n -> {
            Document match = new Document("$match", new Document("customer", n));
            Document count = new Document("$count", "n");
            return new Document("aggregate", "things")
                    .append("pipeline", new ArrayList<>(List.of(match, count)))
                    .append("cursor", new Document());
        });
    }
}
