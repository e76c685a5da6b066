package io.millrace.kit.lane;

/**
 * @param maxBatch most commands in one commit; beyond a few hundred only latency grows
 * @param maxWaiting commands that may wait for a lane before new ones are refused
 * @param leastBehind fewest commands that are committed behind others which are not committed yet, and fewest that need not
 *     wait for other lanes' commits when many are under way; fewer cost less together with those that come meanwhile
 */
public record LaneLimits(int maxBatch, int maxWaiting, int leastBehind) {

    public static final LaneLimits DEFAULT = new LaneLimits(256, 4096, 16);
}
