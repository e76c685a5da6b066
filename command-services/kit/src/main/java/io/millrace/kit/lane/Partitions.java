package io.millrace.kit.lane;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** Which partition an aggregate belongs to. The same for ever, on every machine: changing it would tear histories apart. */
public final class Partitions {

    private Partitions() {}

    /** CRC-32C of the id's UTF-8 bytes, modulo the number of partitions. */
    public static int of(String aggregateId, int partitions) {
        CRC32C crc = new CRC32C();
        crc.update(aggregateId.getBytes(StandardCharsets.UTF_8));
        return (int) (crc.getValue() % partitions);
    }
}
