"""The server's test clock inside a function: the wall clock of this process, moved forward.

Imported before anything else, and only when the server was started with a test clock. Monotonic
clocks and sleeps stay real.
"""
import copyreg
import datetime as _datetime
import time as _time

_offset_ns = 0

_real_time = _time.time
_real_time_ns = _time.time_ns
_real_gmtime = _time.gmtime
_real_localtime = _time.localtime
_real_ctime = _time.ctime
_real_strftime = _time.strftime
_real_asctime = _time.asctime
_real_clock_gettime = _time.clock_gettime
_real_clock_gettime_ns = _time.clock_gettime_ns
_real_datetime = _datetime.datetime
_real_date = _datetime.date


def set_offset_ms(milliseconds):
    global _offset_ns
    _offset_ns = milliseconds * 1000000


def time():
    return _real_time() + _offset_ns / 1e9


def time_ns():
    return _real_time_ns() + _offset_ns


def gmtime(seconds=None):
    return _real_gmtime(time() if seconds is None else seconds)


def localtime(seconds=None):
    return _real_localtime(time() if seconds is None else seconds)


def ctime(seconds=None):
    return _real_ctime(time() if seconds is None else seconds)


def strftime(form, moment=None):
    return _real_strftime(form, localtime() if moment is None else moment)


def asctime(moment=None):
    return _real_asctime(localtime() if moment is None else moment)


def clock_gettime(clock):
    seconds = _real_clock_gettime(clock)
    return seconds + _offset_ns / 1e9 if clock == _time.CLOCK_REALTIME else seconds


def clock_gettime_ns(clock):
    nanos = _real_clock_gettime_ns(clock)
    return nanos + _offset_ns if clock == _time.CLOCK_REALTIME else nanos


class _DateTimeType(type(_real_datetime)):
    def __instancecheck__(cls, value):
        return (
            isinstance(value, _real_datetime)
            if cls is datetime
            else type.__instancecheck__(cls, value)
        )

    def __subclasscheck__(cls, other):
        return (
            issubclass(other, _real_datetime)
            if cls is datetime
            else type.__subclasscheck__(cls, other)
        )


class datetime(_real_datetime, metaclass=_DateTimeType):
    """Creates real datetime values; only the present is moved."""

    def __new__(cls, *args, **kwargs):
        kind = _real_datetime if cls is datetime else cls
        return _real_datetime.__new__(kind, *args, **kwargs)

    @classmethod
    def now(cls, tz=None):
        return (_real_datetime if cls is datetime else cls).fromtimestamp(time(), tz)

    @classmethod
    def today(cls):
        return cls.now()

    @classmethod
    def utcnow(cls):
        kind = _real_datetime if cls is datetime else cls
        return kind.fromtimestamp(time(), _datetime.timezone.utc).replace(tzinfo=None)


class _DateType(type(_real_date)):
    def __instancecheck__(cls, value):
        return (
            isinstance(value, _real_date)
            if cls is date
            else type.__instancecheck__(cls, value)
        )

    def __subclasscheck__(cls, other):
        return (
            issubclass(other, _real_date)
            if cls is date
            else type.__subclasscheck__(cls, other)
        )


class date(_real_date, metaclass=_DateType):
    """Creates real date values; only the present is moved."""

    def __new__(cls, *args, **kwargs):
        kind = _real_date if cls is date else cls
        return _real_date.__new__(kind, *args, **kwargs)

    @classmethod
    def today(cls):
        return (_real_date if cls is date else cls).fromtimestamp(time())


def install():
    """Replaces the wall clock of the modules time and datetime."""
    for function in (
        time,
        time_ns,
        gmtime,
        localtime,
        ctime,
        strftime,
        asctime,
        clock_gettime,
        clock_gettime_ns,
    ):
        setattr(_time, function.__name__, function)
    for kind, real in ((datetime, _real_datetime), (date, _real_date)):
        kind.__module__ = "datetime"
        setattr(_datetime, kind.__name__, kind)
        # Pickle looks the class up by name and finds the replacement, which makes a real one.
        copyreg.pickle(real, lambda value, kind=kind: (kind, value.__reduce__()[1]))
