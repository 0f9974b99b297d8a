package io.github.facebookbusiness.sandbox;

/** The headers in which Meta tells how much of a rate limit is used up. Meta knows no {@code Retry-After}. */
final class UsageHeaders {
    private UsageHeaders() {}

    /** The app has no calls left. It may say so beside a success: that call was the last one. */
    static Answer appIsAtItsLimit(Answer answer) {
        return answer.with("X-App-Usage", "{\"call_count\":100,\"total_time\":31,\"total_cputime\":24}");
    }

    /** The app has no calls left for this business for three minutes. */
    static Answer businessIsAtItsLimit(Answer answer, String businessId) {
        return answer.with(
                "X-Business-Use-Case-Usage",
                "{\"" + businessId + "\":[{\"type\":\"whatsapp\",\"call_count\":100,\"total_cputime\":10,"
                        + "\"total_time\":10,\"estimated_time_to_regain_access\":3}]}");
    }
}
