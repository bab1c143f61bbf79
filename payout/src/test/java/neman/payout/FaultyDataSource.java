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
 * A database that the process is killed on: before or after a statement or commit, as its {@link Fate} has it, an error is
 * thrown that nobody catches. What was committed stays, what was not is rolled back by the server, as after kill -9.
 */
public final class KillingDataSource {
    private static final Set<String> DEADLY =
            Set.of("executeQuery", "executeUpdate", "executeBatch", "execute", "commit");

    private final DataSource real;
    private final Fate fate;

    public KillingDataSource(DataSource real, Fate fate) {
        this.real = real;
        this.fate = fate;
    }

    public DataSource proxy() {
        return proxy(DataSource.class, real);
    }

    private <T> T proxy(Class<T> type, Object target) {
        InvocationHandler handler = (self, method, arguments) -> invoke(target, method, arguments);
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
        boolean deadly = DEADLY.contains(method.getName());
        if (deadly) {
            fate.pass();
        }
        Object answer;
        try {
            answer = method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
        if (deadly) {
            fate.pass();
        }
        if (answer instanceof PreparedStatement) {
            return proxy(PreparedStatement.class, answer);
        }
        return answer instanceof Connection ? proxy(Connection.class, answer) : answer;
    }
}
