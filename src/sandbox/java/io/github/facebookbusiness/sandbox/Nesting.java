package io.github.facebookbusiness.sandbox;

/** Whether a call came over the wire itself, or as an operation of a batch. */
public enum Nesting {
    TOP_LEVEL,
    IN_BATCH
}
