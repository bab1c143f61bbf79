package neman.stratum.protocol;

/** One method per message of {@link ClientRequest}. */
public interface RequestHandler {
    void onConfigure(ClientRequest.Configure request);

    void onSubscribe(ClientRequest.Subscribe request);

    void onAuthorize(ClientRequest.Authorize request);

    void onSubmit(ClientRequest.Submit request);

    void onUnreadableSubmit(ClientRequest.UnreadableSubmit request);

    void onSuggestDifficulty(ClientRequest.SuggestDifficulty request);

    void onSubscribeExtranonce(ClientRequest.SubscribeExtranonce request);

    void onGetTransactions(ClientRequest.GetTransactions request);

    void onPing(ClientRequest.Ping request);

    void onAnnouncement(ClientRequest.Announcement request);

    void onAgentCapabilities(ClientRequest.AgentCapabilities request);

    void onAnswer(ClientRequest.Answer answer);

    void onUnknownMethod(ClientRequest.UnknownMethod request);

    void onMalformed();
}
