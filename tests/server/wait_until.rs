//! `ctx.waitUntil`.

use super::support::Server;

#[test]
fn work_goes_on_after_the_response() {
    let server = Server::with_handler(
        "fetch(request, env, ctx) {
           ctx.waitUntil((async () => {
             await new Promise(resolve => setTimeout(resolve, 20));
             await null;
             console.error('work is done');
           })());
           return new Response('at once');
         }",
    );
    assert_eq!(server.get("/"), (200, "at once".into()));
    server.logged("work is done");
}

#[test]
fn without_it_work_ends_with_the_response() {
    let server = Server::with_handler(
        "fetch(request, env, ctx) {
           if (request.url.endsWith('/probe')) return new Promise(resolve => setTimeout(resolve, 60, new Response('probed')));
           setTimeout(() => console.error('too late'), 20);
           return new Response('at once');
         }",
    );
    assert_eq!(server.get("/"), (200, "at once".into()));
    // Timers of one isolate fire in the order of their time.
    assert_eq!(server.get("/probe"), (200, "probed".into()));
    assert!(!server.logged("").contains("too late"));
}

#[test]
fn a_rejection_is_logged() {
    let server = Server::with_handler(
        "fetch(request, env, ctx) {
           ctx.waitUntil(Promise.reject(new Error('background')));
           ctx.waitUntil(7);
           return new Response('ok');
         }",
    );
    assert_eq!(server.get("/"), (200, "ok".into()));
    server.logged("Error: background");
    assert_eq!(server.get("/"), (200, "ok".into()));
}

#[test]
fn it_wants_one_argument_and_its_own_context() {
    let server = Server::with_handler(
        "fetch(request, env, ctx) {
           const errors = [() => ctx.waitUntil(), () => ctx.waitUntil.call({}, 1)].map(f => { try { f() } catch (error) { return error.name } });
           return new Response(errors);
         }",
    );
    assert_eq!(server.get("/"), (200, "TypeError,TypeError".into()));
}
