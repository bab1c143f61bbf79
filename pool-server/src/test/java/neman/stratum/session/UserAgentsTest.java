package neman.stratum.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserAgentsTest {
    @ParameterizedTest
    @CsvSource({
        "cgminer/4.7.0, false",
        "cgminer/4.7, false",
        "cgminer/4.7.1, true",
        "cgminer/4.11.1, true",
        "cgminer/4.11.1 rc, true",
        "cgminer/5.0, true",
        "cgminer, false",
        "bitaxe/BM1370/v2.9.0, true",
        "ESP-Miner, true",
        "bmminer/2.0.0, false",
        "cpuminer/2.5.1, false",
        "NiceHash/1.0.0, false",
        "'', false",
    })
    void onlyWhoAnswersIsPinged(String agent, boolean answers) {
        assertEquals(answers, UserAgents.answersPing(agent));
    }
}
