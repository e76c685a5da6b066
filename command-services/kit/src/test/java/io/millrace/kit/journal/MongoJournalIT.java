package io.millrace.kit.journal;

import static io.millrace.embedded.junit.Futures.await;

import com.mongodb.client.model.Updates;
import com.mongodb.reactivestreams.client.MongoCollection;
import io.millrace.contracts.CustomerEvent;
import io.millrace.embedded.junit.MongoServer;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.embedded.junit.WithVertx;
import io.millrace.kit.membership.Member;
import io.millrace.kit.membership.MemberCommand;
import io.millrace.kit.membership.MemberStore;
import io.millrace.kit.membership.Mongo;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;

@WithInfrastructure
@WithVertx
class MongoJournalIT extends JournalContract {

    private final Vertx vertx;
    private final String uri;
    private final List<WriteStore<MemberCommand, Member, CustomerEvent>> opened = new ArrayList<>();

    MongoJournalIT(Vertx vertx, MongoServer mongo) {
        this.vertx = vertx;
        this.uri = mongo.freshUri("members");
    }

    @Override
    Journal<MemberCommand, Member, CustomerEvent> open(int partitions) {
        StoreOptions options = StoreOptions.of(uri).withPartitions(partitions);
        WriteStore<MemberCommand, Member, CustomerEvent> store = await(MemberStore.open(vertx, options));
        opened.add(store);
        return store.journal();
    }

    @Override
    void ageKeys(int hours) {
        try (Mongo mongo = Mongo.connect(uri)) {
            MongoCollection<Document> keys = mongo.collection("idempotency_key");
            for (Document key : mongo.all(keys.find())) {
                Date older = Date.from(key.getDate("createdAt").toInstant().minus(Duration.ofHours(hours)));
                mongo.one(keys.updateOne(new Document("_id", key.get("_id")), Updates.set("createdAt", older)));
            }
        }
    }

    @Override
    String uniqueEmailRule() {
        return "member_email";
    }

    @Override
    @AfterEach
    void close() {
        opened.forEach(store -> await(store.close()));
        opened.clear();
    }
}
