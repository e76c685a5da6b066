package io.millrace.kit.journal.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.junit.jupiter.api.Test;

class StateWriteTest {

    private static StateWrite write(long version, boolean created) {
        BsonDocument state = new BsonDocument("n", new BsonInt32((int) version));
        return new StateWrite("ann", version, created, new RawBsonDocument(state, new BsonDocumentCodec()));
    }

    /** Or the insert of it would find the earlier one, written by another process, and leave it at that. */
    @Test
    void aLaterOneReplacesWhateverHasBeenWrittenOfTheEarlierOnes() {
        StateWrite later = write(2, false);

        assertThat(write(1, true).replacedBy(later)).isEqualTo(later);
        assertThat(write(1, true).replacedBy(write(2, true)).created()).isFalse();
    }
}
