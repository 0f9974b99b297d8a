package io.github.facebookbusiness.sandbox.demo;

import java.util.List;

/**
 * What the page of links has about one of the things that the extension can do.
 *
 * @param introduction what to know before trying
 */
record Section(String title, String introduction, List<Offer> offers) {}
