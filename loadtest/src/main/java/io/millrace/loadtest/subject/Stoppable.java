package io.millrace.loadtest.subject;

/** A system whose services can be stopped and started while it is under load. */
public interface Stoppable {

    /** Returns when it is gone. */
    void stop(String service);

    /** Returns when it can be used again. */
    void start(String service);
}
