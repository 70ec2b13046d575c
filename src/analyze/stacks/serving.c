#include "serving.h"

#include <string.h>

#include "base/ending.h"
#include "source_frame.h"

/*
 * Functions that call the program's code, by the end of their file's path. Frameworks and servers as of 2025;
 * where a name has changed, both stand here.
 */
static const struct {
    const char *path;
    const char *function;
    enum serving_kind kind;
} servers[] = {
    /* servers of WSGI and ASGI, and of bare sockets */
    {"/gunicorn/workers/sync.py", "handle_request", SERVES_REQUEST},
    {"/gunicorn/workers/gthread.py", "handle_request", SERVES_REQUEST},
    {"/gunicorn/workers/base_async.py", "handle_request", SERVES_REQUEST},
    {"/waitress/task.py", "execute", SERVES_REQUEST},
    {"/wsgiref/handlers.py", "run", SERVES_REQUEST},
    {"/werkzeug/serving.py", "run_wsgi", SERVES_REQUEST},
    {"/werkzeug/test.py", "run_wsgi_app", SERVES_REQUEST},
    {"/cheroot/wsgi.py", "respond", SERVES_REQUEST},
    {"/gevent/pywsgi.py", "run_application", SERVES_REQUEST},
    {"/eventlet/wsgi.py", "handle_one_response", SERVES_REQUEST},
    {"/uvicorn/protocols/http/h11_impl.py", "run_asgi", SERVES_REQUEST},
    {"/uvicorn/protocols/http/httptools_impl.py", "run_asgi", SERVES_REQUEST},
    {"/hypercorn/app_wrappers.py", "__call__", SERVES_REQUEST},
    {"/daphne/server.py", "application_checker", SERVES_REQUEST},
    {"/http/server.py", "handle_one_request", SERVES_REQUEST},
    {"/socketserver.py", "finish_request", SERVES_REQUEST},
    /* web frameworks: what calls the view */
    {"/django/test/client.py", "request", SERVES_REQUEST},
    {"/django/core/handlers/base.py", "_get_response", SERVES_REQUEST},
    {"/django/core/handlers/base.py", "_get_response_async", SERVES_REQUEST},
    {"/flask/app.py", "dispatch_request", SERVES_REQUEST},
    {"/quart/app.py", "dispatch_request", SERVES_REQUEST},
    {"/starlette/routing.py", "app", SERVES_REQUEST},
    {"/starlette/endpoints.py", "dispatch", SERVES_REQUEST},
    {"/starlette/_exception_handler.py", "wrapped_app", SERVES_REQUEST},
    {"/fastapi/routing.py", "run_endpoint_function", SERVES_REQUEST},
    {"/aiohttp/web_protocol.py", "_handle_request", SERVES_REQUEST},
    {"/aiohttp/web_app.py", "_handle", SERVES_REQUEST},
    {"/tornado/web.py", "_execute", SERVES_REQUEST},
    {"/bottle.py", "_handle", SERVES_REQUEST},
    {"/pyramid/viewderivers.py", "rendered_view", SERVES_REQUEST},
    {"/pyramid/router.py", "handle_request", SERVES_REQUEST},
    {"/falcon/app.py", "__call__", SERVES_REQUEST},
    {"/cherrypy/_cpdispatch.py", "__call__", SERVES_REQUEST},
    {"/sanic/app.py", "handle_request", SERVES_REQUEST},
    {"/litestar/routes/http.py", "_call_handler_function", SERVES_REQUEST},
    {"/Mojolicious.pm", "_action", SERVES_REQUEST},
    {"/Catalyst/Action.pm", "execute", SERVES_REQUEST},
    {"/Dancer2/Core/Route.pm", "execute", SERVES_REQUEST},
    {"/Plack/Util.pm", "run_app", SERVES_REQUEST},
    {"/puma/request.rb", "handle_request", SERVES_REQUEST},
    {"/webrick/httpserver.rb", "service", SERVES_REQUEST},
    {"/unicorn/http_server.rb", "process_client", SERVES_REQUEST},
    {"/thin/connection.rb", "pre_process", SERVES_REQUEST},
    {"/falcon/adapters/rack.rb", "call", SERVES_REQUEST},
    {"/sinatra/base.rb", "route_eval", SERVES_REQUEST},
    {"/abstract_controller/base.rb", "process_action", SERVES_REQUEST}, /* around filters lie within */
    {"/action_controller/metal/basic_implicit_render.rb", "send_action", SERVES_REQUEST},
    {"/grape/endpoint.rb", "execute", SERVES_REQUEST},
    {"/Handlers/Strategies/RequestResponse.php", "__invoke", SERVES_REQUEST}, /* Slim's, as the two below */
    {"/Handlers/Strategies/RequestResponseArgs.php", "__invoke", SERVES_REQUEST},
    {"/Handlers/Strategies/RequestHandler.php", "__invoke", SERVES_REQUEST},
    {"/HttpKernel/HttpKernel.php", "handleRaw", SERVES_REQUEST},
    {"/http-kernel/HttpKernel.php", "handleRaw", SERVES_REQUEST},
    {"/Illuminate/Routing/ControllerDispatcher.php", "dispatch", SERVES_REQUEST},
    {"/Illuminate/Routing/CallableDispatcher.php", "dispatch", SERVES_REQUEST},
    {"/Illuminate/Routing/Route.php", "runCallable", SERVES_REQUEST},
    /* jobs */
    {"/sidekiq/processor.rb", "execute_job", SERVES_JOB},
    {"/active_job/execution.rb", "perform_now", SERVES_JOB},
    {"/resque/job.rb", "perform", SERVES_JOB},
    {"/delayed/backend/base.rb", "invoke_job", SERVES_JOB},
    {"/celery/app/trace.py", "trace_task", SERVES_JOB},
    {"/rq/job.py", "_execute", SERVES_JOB},
    {"/huey/api.py", "_execute", SERVES_JOB},
    {"/dramatiq/actor.py", "__call__", SERVES_JOB},
    {"/apscheduler/executors/base.py", "run_job", SERVES_JOB},
    {"/procrastinate/worker.py", "_process_job", SERVES_JOB},
    {"/arq/worker.py", "run_job", SERVES_JOB},
    {"/schedule/__init__.py", "run", SERVES_JOB},
    {"/Minion/Job.pm", "execute", SERVES_JOB},
    {"/Illuminate/Queue/Jobs/Job.php", "fire", SERVES_JOB},
    {"/messenger/Middleware/HandleMessageMiddleware.php", "callHandler", SERVES_JOB},
    /* tests */
    {"/PHPUnit/Framework/TestCase.php", "runTest", SERVES_TEST},
    {"/phpunit/src/Framework/TestCase.php", "runTest", SERVES_TEST},
    {"/minitest/test.rb", "run", SERVES_TEST},
    {"/test/unit/testcase.rb", "run_test", SERVES_TEST},
    {"/rspec/core/example.rb", "run", SERVES_TEST},
    {"/unittest/case.py", "_callTestMethod", SERVES_TEST},
    {"/unittest/case.py", "_callSetUp", SERVES_SET_UP},
    {"/unittest/case.py", "_callTearDown", SERVES_SET_UP},
    {"/unittest/case.py", "_callCleanup", SERVES_SET_UP},
    {"/unittest/suite.py", "run", SERVES_SET_UP},
    {"/_pytest/main.py", "pytest_runtestloop", SERVES_SET_UP},
    {"/unittest/async_case.py", "_callTestMethod", SERVES_TEST},
    {"/_pytest/python.py", "pytest_pyfunc_call", SERVES_TEST},
    {"/_pytest/fixtures.py", "call_fixture_func", SERVES_SET_UP},
    {"/behave/model.py", "run", SERVES_TEST},
    {"/Test2/API.pm", "run_subtest", SERVES_TEST},
    /* commands */
    {"/rake/task.rb", "execute", SERVES_COMMAND},
    {"/thor/command.rb", "run", SERVES_COMMAND},
    {"/django/core/management/__init__.py", "execute_from_command_line", SERVES_COMMAND},
    {"/click/core.py", "invoke", SERVES_COMMAND},
    {"/invoke/tasks.py", "__call__", SERVES_COMMAND},
    /* threads, and the processes of a pool: a loop over rows may hand each of them a row */
    {"/multiprocessing/pool.py", "worker", SERVES_THREAD},
    {"/concurrent/futures/process.py", "_process_worker", SERVES_THREAD},
    {"/threading.py", "run", SERVES_THREAD},
    {"/concurrent/futures/thread.py", "run", SERVES_THREAD},
    {"/anyio/_backends/_asyncio.py", "run", SERVES_THREAD},
};

enum serving_kind serving_kind_of(const char *file, const char *function) {
    if (!file || !function)
        return SERVES_NOTHING;
    const char *name = source_function_name(function);
    for (size_t i = 0; i < sizeof(servers) / sizeof(*servers); i++) {
        if (strcmp(servers[i].function, name) == 0 && text_ends_in(file, servers[i].path))
            return servers[i].kind;
    }
    return SERVES_NOTHING;
}

static bool counts_outermost(enum serving_kind kind) {
    return kind == SERVES_TEST || kind == SERVES_SET_UP || kind == SERVES_COMMAND;
}

const struct source_frame *serving_frame(const struct source_frame *frames, size_t count) {
    const struct source_frame *found = NULL;
    for (size_t i = 0; i < count; i++) {
        const enum serving_kind kind = frames[i].serves;
        const enum serving_kind so_far = found ? found->serves : SERVES_NOTHING;
        if (kind > so_far || (kind == so_far && counts_outermost(kind)))
            found = &frames[i];
    }
    return found;
}

/* What serves next, from the frame outwards (+1) or inwards (-1); threads apart. */
static enum serving_kind next_serving(const struct source_frame *frames, size_t count,
                                      const struct source_frame *frame, ptrdiff_t step) {
    for (ptrdiff_t i = frame - frames + step; i >= 0 && i < (ptrdiff_t)count; i += step) {
        if (frames[i].serves != SERVES_NOTHING && frames[i].serves != SERVES_THREAD)
            return frames[i].serves;
    }
    return SERVES_NOTHING;
}

bool serving_passes_on(const struct source_frame *frames, size_t count, const struct source_frame *frame) {
    if (frame->in_loop)
        return false;
    const enum serving_kind inside = next_serving(frames, count, frame, -1);
    const enum serving_kind outside = next_serving(frames, count, frame, 1);
    if (outside == SERVES_NOTHING)
        return inside != SERVES_NOTHING;
    return outside == SERVES_REQUEST && inside == SERVES_REQUEST;
}

enum serving_kind serving_within(const struct source_frame *innermost, const struct source_frame *outermost) {
    for (const struct source_frame *frame = innermost; frame <= outermost; frame++) {
        if (frame->serves >= SERVES_REQUEST || (frame->serves == SERVES_JOB && !outermost->application))
            return frame->serves;
    }
    return SERVES_NOTHING;
}
