package io.millrace.kit.lane;

/**
 * @param maxBatch most commands in one commit; beyond a few hundred only latency grows
 * @param maxWaiting commands that may wait for a lane before new ones are refused
 */
public record LaneLimits(int maxBatch, int maxWaiting) {

    public static final LaneLimits DEFAULT = new LaneLimits(256, 4096);
}
