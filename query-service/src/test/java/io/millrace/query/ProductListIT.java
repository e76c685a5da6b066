package io.millrace.query;

import static io.millrace.embedded.junit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contracts.ConsistencyToken;
import io.millrace.contracts.Event;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.InventoryEvent.StockReceived;
import io.millrace.embedded.junit.Infrastructure;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.embedded.junit.WithVertx;
import io.millrace.runtime.Host;
import io.millrace.runtime.http.HttpSettings;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of many random products, beside what a plain loop over the same products selects and sorts. */
@WithInfrastructure
@WithVertx
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProductListIT {

    private static final int PRODUCTS = 250;

    private final Owners owners;
    private final QueryService service;
    private final List<RandomProduct> products = new ArrayList<>();

    /** What has happened before the service starts, it reads as history. */
    ProductListIT(Vertx vertx, Infrastructure servers) {
        this.owners = Owners.start(vertx, servers.broker().uri());
        ConsistencyToken token = tellOfProducts(new Random(4711));
        QuerySettings settings = new QuerySettings(
                URI.create(servers.mongo().freshUri("query")),
                URI.create(servers.broker().uri("query")),
                HttpSettings.loopback(0));
        this.service = await(QueryService.start(Host.on(vertx), settings));
        assertThat(get("/products", "Consistency-Token", token.encode(), "Prefer", "wait=30")
                        .status())
                .isEqualTo(200);
    }

    private ConsistencyToken tellOfProducts(Random random) {
        ConsistencyToken token = new ConsistencyToken(Map.of());
        for (int i = 0; i < PRODUCTS; i++) {
            RandomProduct product = RandomProduct.of(random);
            products.add(product);
            List<Event> events = new ArrayList<>(product.events(random));
            events.add(new StockReceived(Story.id(), 1, 1, 0));
            for (Event event : events) {
                EventEnvelope envelope = owners.commit(event);
                token = token.merge(ConsistencyToken.of(envelope.source(), envelope.partition(), envelope.position()));
            }
        }
        return token;
    }

    @AfterAll
    void stop() {
        await(service.stop());
        owners.close();
    }

    private Answer get(String path, String... headers) {
        return Answer.get(service.port(), path, headers);
    }

    /** All items, page by page, following the links. */
    private List<JsonObject> walk(String path) {
        List<JsonObject> items = new ArrayList<>();
        String next = path;
        while (!next.isEmpty()) {
            Answer page = get(next);
            assertThat(page.status()).as(next).isEqualTo(200);
            page.items().forEach(item -> items.add((JsonObject) item));
            String link = page.header("Link");
            assertThat(page.body().containsKey("next")).isEqualTo(!link.isEmpty());
            next = link.isEmpty() ? "" : link.substring(1, link.indexOf('>'));
        }
        return items;
    }

    private List<JsonObject> expected(ProductQuestion question) {
        return products.stream()
                .filter(question::selects)
                .sorted(question.order())
                .map(RandomProduct::summary)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"title", "price", "-price", "-sold"})
    void selectsAndSortsLikeAPlainLoopWhateverIsAsked(String sort) {
        Random random = new Random(sort.hashCode());
        int found = 0;
        for (int i = 0; i < 80; i++) {
            ProductQuestion question = ProductQuestion.of(random, sort);
            List<JsonObject> expected = expected(question);
            found += expected.size();
            int limit = 1 + random.nextInt(Math.max(1, Math.min(200, expected.size())));
            assertThat(walk(question.path() + "&limit=" + limit))
                    .as(question.path())
                    .containsExactlyElementsOf(expected);
        }
        assertThat(found).isGreaterThan(PRODUCTS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"title", "price", "-price", "-sold"})
    void showsEveryProductOnceThoughManyAreAlike(String sort) {
        ProductQuestion all = ProductQuestion.everything(sort);

        assertThat(walk(all.path() + "&limit=7")).hasSize(PRODUCTS).containsExactlyElementsOf(expected(all));
    }

    @Test
    void isByTitleAndOfProductsOnOfferIfNothingIsAsked() {
        Answer answer = get("/products?limit=200");

        assertThat(answer.items("status")).containsOnly("ACTIVE");
        assertThat(answer.items("id"))
                .isEqualTo(get("/products?sort=title&status=ACTIVE&limit=200").items("id"));
        assertThat(get("/products").items()).hasSize(50);
    }

    @ParameterizedTest
    @CsvSource({
        "sort=title, sort=price",
        "sort=price, sort=-price",
        "sort=-price, sort=-sold",
        "sort=price, sort=price&inStock=true",
        "q=oak, q=iron",
        "q=oak&category=Tools, q=oak",
        "minPrice=1, minPrice=2",
        "status=ANY, status=ACTIVE",
    })
    void takesACursorForTheSameListOnly(String list, String other) {
        String cursor = get("/products?limit=1&" + list).body().getString("next");

        assertThat(get("/products?limit=9&" + list + "&cursor=" + cursor).status())
                .isEqualTo(200);
        Answer refused = get("/products?limit=1&" + other + "&cursor=" + cursor);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.response().body()).contains("\"cursor\"");
    }

    @Test
    void findsTheOneProductOfASku() {
        RandomProduct one = products.get(7);

        assertThat(get("/products?status=ANY&sku=" + one.id()).items()).containsExactly(one.summary());
        assertThat(get("/products?status=ANY&sku=" + one.id().substring(1)).items())
                .isEmpty();
    }

    @Test
    void searchesForTheTextAsItIsWithoutAnyPatterns() {
        assertThat(get("/products?q=.%2A").status()).isEqualTo(400);
        assertThat(get("/products?q=i..n").items()).isEmpty();
        assertThat(get("/products?q=%5Eoak%24").items("id"))
                .isEqualTo(get("/products?q=oak").items("id"))
                .isNotEmpty();
        assertThat(get("/products?category=%7B%22%24ne%22%3Anull%7D").items()).isEmpty();
        assertThat(get("/products?category=tools").items()).isEmpty();
    }

    @Test
    void isTaggedAndSaysHowFarBehindItMayBe() {
        Answer answer = get("/products?q=oak");

        assertThat(get("/products?q=oak", "If-None-Match", answer.header("ETag"))
                        .status())
                .isEqualTo(304);
        assertThat(answer.header("Read-Model-Lag")).matches("\\d+\\.\\d{3}");
        String unseen = ConsistencyToken.of("inventory", 0, 1_000_000).encode();
        assertThat(get("/products", "Consistency-Token", unseen, "Prefer", "wait=0")
                        .problem())
                .isEqualTo("read-model-behind");
    }
}
