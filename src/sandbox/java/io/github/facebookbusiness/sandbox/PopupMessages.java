package io.github.facebookbusiness.sandbox;

import java.util.List;

/**
 * What a popup has to post to the page that opened it, in this order.
 *
 * @param origin the one origin that may read it
 */
record PopupMessages(String origin, List<String> messages) {
    PopupMessages {
        messages = List.copyOf(messages);
    }
}
