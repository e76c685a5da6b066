package io.millrace.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReadModelDatabaseTest {

    @Test
    void boundsEveryWaitOnAReplicaSet() {
        URI uri = URI.create("mongodb://query:secret@a:27017,b:27018/shop?replicaSet=rs&timeoutMS=700");

        ConnectionString bounded = new ConnectionString(ReadModelDatabase.bounded(uri));

        assertThat(bounded.getHosts()).containsExactly("a:27017", "b:27018");
        assertThat(bounded.getRequiredReplicaSetName()).isEqualTo("rs");
        assertThat(bounded.getTimeout()).isEqualTo(700);
        assertThat(bounded.getConnectTimeout()).isEqualTo(TimeUnit.SECONDS.toMillis(2));
        assertThat(ReadModelDatabase.name(uri)).isEqualTo("shop");
    }

    @Test
    void hasADatabaseOfItsOwnNameWhenNoneIsGiven() {
        URI uri = URI.create("mongodb://a,b");

        assertThat(new ConnectionString(ReadModelDatabase.bounded(uri)).getHosts())
                .containsExactly("a", "b");
        assertThat(ReadModelDatabase.name(uri)).isEqualTo("query");
    }
}
