package neman.payout;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Set;
import javax.sql.DataSource;

/**
 * A database that fails before or after a statement or commit: the process is killed there, as its {@link Fate} has it, or the
 * server cannot be reached. What was committed stays, what was not is rolled back by the server.
 */
public final class FaultyDataSource {
    private static final Set<String> DEADLY =
            Set.of("executeQuery", "executeUpdate", "executeBatch", "execute", "commit");

    private final DataSource real;
    private final Point point;

    /** What happens before and after each statement and commit. */
    @FunctionalInterface
    public interface Point {
        void pass() throws SQLException;
    }

    public FaultyDataSource(DataSource real, Point point) {
        this.real = real;
        this.point = point;
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
            point.pass();
        }
        Object answer;
        try {
            answer = method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
        if (deadly) {
            point.pass();
        }
        if (answer instanceof PreparedStatement) {
            return proxy(PreparedStatement.class, answer);
        }
        return answer instanceof Connection ? proxy(Connection.class, answer) : answer;
    }
}
