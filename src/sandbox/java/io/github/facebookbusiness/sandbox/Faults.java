package io.github.facebookbusiness.sandbox;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * The faults of one app: on until switched off, or for a number of calls.
 *
 * <p>A hanging answer is a complete one that is held back: Meta did the work. It goes out when its fault is switched
 * off, which lets a test stand between what Meta did and what the caller knows of it.
 */
public final class Faults {
    private static final int UNTIL_SWITCHED_OFF = Integer.MAX_VALUE;

    private final Map<Fault, Integer> remaining = new EnumMap<>(Fault.class);
    private final Map<Fault, Integer> held = new EnumMap<>(Fault.class);
    private final Map<Fault, Integer> releases = new EnumMap<>(Fault.class);

    Faults() {}

    public void on(Fault fault) {
        times(fault, UNTIL_SWITCHED_OFF);
    }

    public void once(Fault fault) {
        times(fault, 1);
    }

    public synchronized void times(Fault fault, int calls) {
        if (calls < 1) {
            throw new IllegalArgumentException("A fault strikes at least once");
        }
        remaining.put(fault, calls);
    }

    /** Switches the fault off, and lets go the answers that it holds back. */
    public synchronized void off(Fault fault) {
        remaining.remove(fault);
        releases.merge(fault, 1, Integer::sum);
        notifyAll();
    }

    /** Switches all faults off, and lets go all answers held back. */
    public void clear() {
        for (Fault fault : Fault.values()) {
            off(fault);
        }
    }

    public synchronized boolean isOn(Fault fault) {
        return remaining.containsKey(fault);
    }

    /** The faults that will strike. */
    public synchronized Set<Fault> active() {
        return Collections.unmodifiableSet(
                remaining.isEmpty() ? EnumSet.noneOf(Fault.class) : EnumSet.copyOf(remaining.keySet()));
    }

    /** How many answers the fault holds back now. */
    public synchronized int held(Fault fault) {
        return held.getOrDefault(fault, 0);
    }

    /** Whether the fault strikes this call; counts it. */
    synchronized boolean strikes(Fault fault) {
        int left = remaining.getOrDefault(fault, 0);
        if (left == 0) {
            return false;
        }
        if (left == 1) {
            remaining.remove(fault);
        } else if (left < UNTIL_SWITCHED_OFF) {
            remaining.put(fault, left - 1);
        }
        return true;
    }

    /** If the fault strikes this call, returns when it is switched off next. */
    synchronized void holdIfStruck(Fault fault) {
        if (!strikes(fault)) {
            return;
        }
        int before = releases.getOrDefault(fault, 0);
        held.merge(fault, 1, Integer::sum);
        try {
            while (releases.getOrDefault(fault, 0) == before) {
                wait();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            held.merge(fault, -1, Integer::sum);
        }
    }
}
