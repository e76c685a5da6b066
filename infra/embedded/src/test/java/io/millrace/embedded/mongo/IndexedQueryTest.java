package io.millrace.embedded.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is asked, a collection with indexes answers like one without. */
class IndexedQueryTest {
    private static final String[] FIELDS = {"a", "b", "c.d"};

    private final Channel channel = new EmbeddedChannel();
    private final StoreBackend backend = new StoreBackend(null);
    private Random random = new Random(0);

    @BeforeEach
    void createIndexes() {
        index("indexed", false, "a");
        index("indexed", false, "a", "b");
        index("indexed", false, "b", "c.d");
        index("indexed", false, "c.d");
        index("indexed", false, "words");
    }

    @AfterEach
    void close() {
        backend.close();
        channel.close();
    }

    private Document run(Document command) {
        String name = command.keySet().iterator().next();
        return backend.handleCommand(channel, "test", name, command);
    }

    private void index(String collection, boolean unique, String... fields) {
        Document key = new Document();
        for (String field : fields) {
            key.append(field, 1);
        }
        Document index = new Document("key", key)
                .append("name", String.join("_", fields))
                .append("unique", unique);
        run(new Document("createIndexes", collection).append("indexes", new ArrayList<>(List.of(index))));
    }

    private void both(Function<String, Document> command) {
        run(command.apply("indexed"));
        run(command.apply("plain"));
    }

    @SuppressWarnings("unchecked")
    private List<Document> find(String collection, Document filter, @Nullable Document sort, int limit) {
        Document reply = run(new Document("find", collection)
                .append("filter", filter.cloneDeeply())
                .append("sort", sort)
                .append("limit", limit));
        Document cursor = (Document) Objects.requireNonNull(reply.get("cursor"));
        return (List<Document>) Objects.requireNonNull(cursor.get("firstBatch"));
    }

    private @Nullable Object value(boolean arrays) {
        return switch (random.nextInt(arrays ? 12 : 7)) {
            case 0 -> null;
            case 1 -> "text" + random.nextInt(3);
            case 2 -> (long) random.nextInt(4);
            case 3 -> random.nextInt(8) / 2.0;
            case 4 -> new Document("x", random.nextInt(2)).append("y", random.nextInt(2));
            case 7 -> new ArrayList<>(List.of(random.nextInt(4), random.nextInt(4)));
            case 8 -> new ArrayList<>();
            case 9, 10 -> new ArrayList<>(List.of("text" + random.nextInt(9), "text" + random.nextInt(9)));
            case 11 -> new ArrayList<>(List.of(List.of(random.nextInt(4)), random.nextInt(4)));
            default -> random.nextInt(4);
        };
    }

    private Object words() {
        List<Object> words = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            words.add("text" + random.nextInt(9));
        }
        return random.nextInt(9) == 0 ? "text5" : words;
    }

    /** One field at most is an array: two in one index are refused. */
    private Document document(int id, boolean arrays) {
        int array = arrays ? random.nextInt(3) : -1;
        Document document = new Document("_id", id).append("words", words());
        if (random.nextInt(8) > 0) {
            document.append("a", value(array == 0));
        }
        if (random.nextInt(8) > 0) {
            document.append("b", value(array == 1));
        }
        return random.nextInt(8) > 0 ? document.append("c", new Document("d", value(array == 2))) : document;
    }

    private Document filter() {
        Document filter = new Document();
        for (String field : FIELDS) {
            if (random.nextInt(5) < 2) {
                filter.append(field, condition());
            }
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            Document words = new Document("words", element("text" + random.nextInt(5), "text" + random.nextInt(9)));
            filter = new Document("$and", new ArrayList<>(List.of(filter, words)));
        }
        return random.nextInt(3) == 0
                ? new Document(
                        "$and",
                        new ArrayList<>(List.of(
                                filter, new Document(field(), condition()), new Document(field(), condition()))))
                : filter;
    }

    private String field() {
        return FIELDS[random.nextInt(FIELDS.length)];
    }

    private @Nullable Object condition() {
        return switch (random.nextInt(9)) {
            case 0 -> new Document("$in", new ArrayList<>(Arrays.asList(value(false), value(false), 1)));
            case 1 -> new Document(random.nextBoolean() ? "$gt" : "$gte", random.nextInt(4));
            case 2 -> new Document("$gt", random.nextInt(2)).append("$lte", random.nextInt(4));
            case 3 -> new Document(random.nextBoolean() ? "$lt" : "$lte", "text1");
            case 4 -> new Document("$ne", value(false));
            case 5 -> element("text" + random.nextInt(9), "text" + random.nextInt(9));
            case 6 -> element(random.nextInt(4), random.nextInt(5));
            default -> value(false);
        };
    }

    private Document element(Object low, Object high) {
        Document range = new Document(random.nextBoolean() ? "$gt" : "$gte", low);
        return new Document(
                "$elemMatch",
                random.nextInt(4) == 0 ? range : range.append(random.nextBoolean() ? "$lt" : "$lte", high));
    }

    /** Ends with the id, so that only one order is right. */
    private Document sort() {
        int sign = random.nextBoolean() ? 1 : -1;
        Document sort = new Document();
        for (String field : FIELDS) {
            if (random.nextBoolean()) {
                sort.append(field, random.nextInt(5) == 0 ? -sign : sign);
            }
        }
        return sort.append("_id", sign);
    }

    private void fill(boolean arrays) {
        for (int id = 0; id < 300; id++) {
            Document document = document(id, arrays);
            both(collection -> new Document("insert", collection)
                    .append("documents", new ArrayList<>(List.of(document.cloneDeeply()))));
        }
        for (int n = 0; n < 100; n++) {
            int id = random.nextInt(300);
            Document changed = document(id, arrays);
            both(collection -> new Document("update", collection)
                    .append(
                            "updates",
                            new ArrayList<>(List.of(
                                    new Document("q", new Document("_id", id)).append("u", changed.cloneDeeply())))));
        }
        Document deleted = new Document("_id", new Document("$gt", 250));
        both(collection -> new Document("delete", collection)
                .append("deletes", new ArrayList<>(List.of(new Document("q", deleted).append("limit", 0)))));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void findsTheSame(long seed) {
        random = new Random(seed);
        fill(true);
        for (int n = 0; n < 300; n++) {
            Document filter = filter();
            Comparator<Document> byId = Comparator.comparing(found -> (Integer) found.get("_id"));
            assertThat(find("indexed", filter, null, 0).stream().sorted(byId))
                    .as("%s", filter)
                    .containsExactlyElementsOf(
                            find("plain", filter, null, 0).stream().sorted(byId).toList());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void sortsTheSame(long seed) {
        random = new Random(seed);
        fill(false);
        for (int n = 0; n < 300; n++) {
            Document filter = filter();
            Document sort = sort();
            int limit = random.nextInt(20);
            assertThat(find("indexed", filter, sort, limit))
                    .as("%s sorted by %s", filter, sort)
                    .containsExactlyElementsOf(find("plain", filter, sort, limit));
        }
    }

    @Test
    void refusesTwoArraysInOneIndexAndKeepsNothing() {
        Document twoArrays = new Document("_id", 1).append("a", List.of(1, 2)).append("b", List.of(3, 4));
        Document reply =
                run(new Document("insert", "indexed").append("documents", new ArrayList<>(List.of(twoArrays))));
        assertThat(reply.get("writeErrors")).asString().contains("parallel arrays");
        assertThat(find("indexed", new Document(), null, 0)).isEmpty();
    }

    @Test
    void takesTheOrderFromAnIndexThatStartsWithTheEquality() {
        random = new Random(1);
        fill(false);
        List<Index<Object>> indexes = Objects.requireNonNull(
                        backend.resolveDatabase("test").resolveCollection("indexed", true))
                .getIndexes()
                .stream()
                .map(IndexedQueryTest::typed)
                .toList();
        Plan plan =
                Objects.requireNonNull(Plan.best(indexes, Conditions.of(new Document("a", 1)), new Document("b", -1)));
        assertThat(plan.sorted()).isTrue();
    }

    @SuppressWarnings("unchecked")
    private static Index<Object> typed(Index<?> index) {
        return (Index<Object>) index;
    }
}
