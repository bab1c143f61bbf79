package neman.payout.miner;

/**
 * Who decided something by hand, and why. Both stay in the books for good.
 *
 * @param operator 1 … 100 characters
 * @param reason 1 … 500 characters
 */
public record Decision(String operator, String reason) {
    /** @throws IllegalArgumentException with a sentence for the one who typed it */
    public Decision {
        require("the operator's name", operator, 100);
        require("the reason", reason, 500);
    }

    private static void require(String what, String text, int maxLength) {
        if (text.isBlank() || text.length() > maxLength || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    what + " has 1 to " + maxLength + " characters on one line, and is not blank");
        }
    }
}
