package neman.deploy.wiring;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGHUP, which by custom tells a server to read its files again. Reached by reflection: the virtual machine's only door to
 * signals is a class that the compiler warns of and that other virtual machines may lack.
 */
final class ReloadSignal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReloadSignal.class);

    /** The virtual machine's own signal thread is no place to read files on. */
    private final ExecutorService worker = Executors.newSingleThreadExecutor(ReloadSignal::daemon);

    private final Runnable reload;
    /** Set by the starting thread, read by that of signals. */
    private volatile Optional<Object> before = Optional.empty();

    private ReloadSignal(Runnable reload) {
        this.reload = reload;
    }

    /**
     * Where the signal cannot be had (another virtual machine, a process started by nohup), this says so and does nothing.
     *
     * <p>Several may be installed at once: all of them hear the signal. They are to be closed in reverse order.
     *
     * @param reload called on a thread of its own for each signal, one at a time
     */
    static ReloadSignal install(Runnable reload) {
        ReloadSignal signal = new ReloadSignal(reload);
        signal.install();
        return signal;
    }

    private void install() {
        try {
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            Object handler = Proxy.newProxyInstance(
                    handlerType.getClassLoader(), new Class<?>[] {handlerType}, (proxy, method, arguments) -> {
                        worker.execute(this::received);
                        return passOn(method, arguments);
                    });
            before = Optional.of(handle(handlerType, handler));
        } catch (ReflectiveOperationException e) {
            LOG.warn("event=reload-signal-unavailable reason=\"{}\"", String.valueOf(reasonOf(e)));
        }
    }

    /** To the one that was installed before, where that is one of ours: each part of the pool has its own files. */
    private Object passOn(Method method, Object[] arguments) throws Throwable {
        Object next = before.orElse(null);
        return next != null && Proxy.isProxyClass(next.getClass())
                ? Proxy.getInvocationHandler(next).invoke(next, method, arguments)
                : null; // SignalHandler.handle, its only method, returns nothing
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "reload-signal");
        thread.setDaemon(true);
        // Made on the virtual machine's signal thread, which knows the classes of the JDK only.
        thread.setContextClassLoader(ReloadSignal.class.getClassLoader());
        return thread;
    }

    private void received() {
        LOG.info("event=reload-signal");
        reload.run();
    }

    /** Returns the handler that there was. */
    private static Object handle(Class<?> handlerType, Object handler) throws ReflectiveOperationException {
        Class<?> signalType = Class.forName("sun.misc.Signal");
        Object signal = signalType.getConstructor(String.class).newInstance("HUP");
        return signalType.getMethod("handle", signalType, handlerType).invoke(null, signal, handler);
    }

    private static Throwable reasonOf(ReflectiveOperationException e) {
        return e instanceof InvocationTargetException called ? called.getCause() : e;
    }

    /** The signal means again what it meant before. */
    @Override
    public void close() throws ReflectiveOperationException {
        if (before.isPresent()) {
            handle(Class.forName("sun.misc.SignalHandler"), before.get());
        }
        worker.shutdownNow();
    }
}
