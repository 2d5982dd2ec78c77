package brume.templates;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import org.apache.velocity.util.introspection.Info;
import org.apache.velocity.util.introspection.SecureUberspector;
import org.apache.velocity.util.introspection.VelMethod;
import org.apache.velocity.util.introspection.VelPropertyGet;
import org.apache.velocity.util.introspection.VelPropertySet;
import org.jspecify.annotations.Nullable;

/**
 * The only way from a template to a Java object. It never reflects: what {@link TemplateMethods}
 * does not list does not exist. Velocity's default lets a template reach {@code Class.forName} and
 * start a process; SecureUberspector closes that by a deny-list, which we keep as a second wall.
 */
public final class AllowListUberspector extends SecureUberspector {

    /** For Velocity, which makes its uberspector by name. */
    public AllowListUberspector() {}

    @Override
    public Iterator<?> getIterator(Object object, Info info) {
        return switch (object) {
            case Map<?, ?> map -> map.values().iterator();
            case Collection<?> collection -> collection.iterator();
            case null, default -> java.util.Collections.emptyIterator();
        };
    }

    @Override
    public @Nullable VelMethod getMethod(
            @Nullable Object object, String name, Object[] arguments, Info info) {
        if (object == null || !TemplateMethods.allows(object, name)) {
            return null;
        }
        return new Call(name);
    }

    @Override
    public @Nullable VelPropertyGet getPropertyGet(
            @Nullable Object object, String name, Info info) {
        if (object == null || !TemplateMethods.hasProperty(object, name)) {
            return null;
        }
        return new Get(name);
    }

    @Override
    public @Nullable VelPropertySet getPropertySet(
            Object object, String name, Object value, Info info) {
        return object instanceof Map ? new Put(name) : null;
    }

    private record Call(String name) implements VelMethod {
        @Override
        public @Nullable Object invoke(Object object, Object[] arguments) {
            RenderBudget.CURRENT.get().step();
            return TemplateMethods.call(object, name, arguments);
        }

        @Override
        public boolean isCacheable() {
            return true;
        }

        @Override
        public String getMethodName() {
            return name;
        }

        @Override
        public @Nullable Method getMethod() {
            return null;
        }

        @Override
        public Class<?> getReturnType() {
            return Object.class;
        }
    }

    private record Get(String name) implements VelPropertyGet {
        @Override
        public @Nullable Object invoke(Object object) {
            RenderBudget.CURRENT.get().step();
            return TemplateMethods.property(object, name);
        }

        @Override
        public boolean isCacheable() {
            return true;
        }

        @Override
        public String getMethodName() {
            return name;
        }
    }

    private record Put(String name) implements VelPropertySet {
        @Override
        public @Nullable Object invoke(Object object, Object value) {
            return TemplateMethods.call(object, "put", new Object[] {name, value});
        }

        @Override
        public boolean isCacheable() {
            return true;
        }

        @Override
        public String getMethodName() {
            return name;
        }
    }
}
