//! Event, CustomEvent and EventTarget.

mod common;

use common::is;

#[test]
fn events_have_the_attributes_of_their_dictionary() {
    is(
        "Object.prototype.toString.call(new Event('x'))",
        "[object Event]",
    );
    is(
        "(e => [e.type, e.bubbles, e.cancelable, e.composed, e.isTrusted, e.eventPhase, e.target, e.timeStamp > 0])(new Event('x', { bubbles: 1, composed: true }))",
        "x,true,false,true,false,0,,true",
    );
    is(
        "new Event",
        "TypeError: Failed to construct 'Event': 1 argument required, but only 0 present.",
    );
    is(
        "(e => [e.detail, e instanceof Event])(new CustomEvent('x', { detail: 7 }))",
        "7,true",
    );
    is("new CustomEvent('x').detail", "null");
    is(
        "(e => (e.initCustomEvent('y', true, false, 3), [e.type, e.bubbles, e.detail]))(new CustomEvent('x'))",
        "y,true,3",
    );
}

#[test]
fn is_trusted_is_an_own_property_with_one_getter() {
    is(
        "(() => { const of = e => Object.getOwnPropertyDescriptor(e, 'isTrusted'); const a = of(new Event('x')), b = of(new CustomEvent('y')); return [a.configurable, a.get === b.get, a.set, new CustomEvent('x').isTrusted] })()",
        "false,true,,false",
    );
}

#[test]
fn listeners_are_called_in_order_capturing_ones_first() {
    is(
        "(() => { const t = new EventTarget, log = []; t.addEventListener('x', () => log.push(1)); t.addEventListener('x', () => log.push(2), true); t.addEventListener('x', { handleEvent(e) { log.push(this !== t && e.currentTarget === t && e.eventPhase) } }); t.addEventListener('y', () => log.push('no')); log.push(t.dispatchEvent(new Event('x'))); return log })()",
        "2,1,2,true",
    );
}

#[test]
fn the_same_listener_is_added_once() {
    is(
        "(() => { const t = new EventTarget; let n = 0; const f = () => n++; t.addEventListener('x', f); t.addEventListener('x', f, { once: true }); t.addEventListener('x', f, true); t.dispatchEvent(new Event('x')); t.removeEventListener('x', f); t.dispatchEvent(new Event('x')); return n })()",
        "3",
    );
}

#[test]
fn once_and_passive() {
    is(
        "(() => { const t = new EventTarget; let n = 0; t.addEventListener('x', () => { n++; t.dispatchEvent(new Event('x')) }, { once: true }); t.dispatchEvent(new Event('x')); return n })()",
        "1",
    );
    is(
        "(() => { const t = new EventTarget; t.addEventListener('x', e => e.preventDefault(), { passive: true }); return t.dispatchEvent(new Event('x', { cancelable: true })) })()",
        "true",
    );
    is(
        "(() => { const t = new EventTarget; t.addEventListener('x', e => e.preventDefault()); return t.dispatchEvent(new Event('x', { cancelable: true })) })()",
        "false",
    );
}

#[test]
fn a_listener_removed_while_dispatching_is_not_called() {
    is(
        "(() => { const t = new EventTarget, log = []; const late = () => log.push('late'); t.addEventListener('x', () => { t.removeEventListener('x', late); t.addEventListener('x', () => log.push('new')) }); t.addEventListener('x', late); t.dispatchEvent(new Event('x')); return log.length })()",
        "0",
    );
}

#[test]
fn stop_immediate_propagation_ends_the_dispatch_and_the_flag() {
    is(
        "(() => { const t = new EventTarget, log = []; t.addEventListener('x', e => { log.push(1); e.stopImmediatePropagation() }, { once: true }); t.addEventListener('x', e => log.push(2)); const e = new Event('x'); t.dispatchEvent(e); log.push(e.cancelBubble); t.dispatchEvent(e); return log })()",
        "1,false,2",
    );
}

#[test]
fn an_event_is_dispatched_once_at_a_time() {
    is(
        "(() => { const t = new EventTarget; let r; t.addEventListener('x', e => { try { t.dispatchEvent(e) } catch (error) { r = error.name + ': ' + error.message } }); t.dispatchEvent(new Event('x')); return r })()",
        "InvalidStateError: Failed to execute 'dispatchEvent' on 'EventTarget': The event is already being dispatched.",
    );
    is(
        "new EventTarget().dispatchEvent(null)",
        "TypeError: Failed to execute 'dispatchEvent' on 'EventTarget': parameter 1 is not of type 'Event'.",
    );
}

#[test]
fn the_global_is_an_event_target() {
    is(
        "(() => { let r; addEventListener('x', function (e) { r = this === globalThis && e.target === self && e.composedPath()[0] === self }); dispatchEvent(new Event('x')); return r })()",
        "true",
    );
    is(
        "Object.getPrototypeOf(NanoGlobalScope) === EventTarget && self instanceof EventTarget",
        "true",
    );
}

#[test]
fn what_a_listener_throws_is_reported_and_the_next_one_runs() {
    is(
        "(() => { const log = []; addEventListener('error', e => { e.preventDefault(); log.push(e.message, e.filename, e.lineno > 0, e.colno > 0, e.error instanceof RangeError, e.isTrusted) }); const t = new EventTarget; t.addEventListener('x', () => { throw new RangeError('r') }); t.addEventListener('x', () => log.push('next')); t.dispatchEvent(new Event('x')); return log })()",
        "Uncaught RangeError: r,test.js,true,true,true,true,next",
    );
    is(
        "(() => { const log = []; addEventListener('error', e => { e.preventDefault(); log.push(e.message) }); const t = new EventTarget; t.addEventListener('x', {}); t.dispatchEvent(new Event('x')); return log })()",
        "Uncaught TypeError: The provided callback is not a function and has no callable 'handleEvent' property.",
    );
}
