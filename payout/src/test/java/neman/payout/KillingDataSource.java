package neman.payout;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.Set;
import javax.sql.DataSource;

/**
 * A database that the process is killed on: at the n-th statement or commit, before it or after it, an error is thrown that
 * nobody catches. What was committed stays, what was not is rolled back by the server, as after kill -9.
 */
final class KillingDataSource {
    private static final Set<String> DEADLY =
            Set.of("executeQuery", "executeUpdate", "executeBatch", "execute", "commit");

    /** The process is gone. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private final DataSource real;
    private final int killAt;
    private final boolean afterwards;
    private int calls;

    /** @param killAt counted from 1 */
    KillingDataSource(DataSource real, int killAt, boolean afterwards) {
        this.real = real;
        this.killAt = killAt;
        this.afterwards = afterwards;
    }

    DataSource proxy() {
        return proxy(DataSource.class, real);
    }

    private <T> T proxy(Class<T> type, Object target) {
        InvocationHandler handler = (self, method, arguments) -> invoke(target, method, arguments);
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
        boolean deadly = DEADLY.contains(method.getName()) && ++calls == killAt;
        if (deadly && !afterwards) {
            throw new Killed();
        }
        Object answer;
        try {
            answer = method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
        if (deadly) {
            throw new Killed();
        }
        if (answer instanceof PreparedStatement) {
            return proxy(PreparedStatement.class, answer);
        }
        return answer instanceof Connection ? proxy(Connection.class, answer) : answer;
    }
}
