//! Where the ends of pipes are that are on their way: in which queue.
//!
//! Each end has one owner, a port or a message, and the message waits at one end. So the ends in a queue, those in their queues, and so on
//! are a tree, and a port that receives is at its root. Nothing is ever sent that would close a circle: what is in one could be received
//! by nobody, and would be freed by nobody either.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use super::pipe::EndId;

/// Of all ends of the process that wait in a queue, the end at which they do.
#[derive(Default)]
pub(super) struct Transit(HashMap<EndId, EndId>);

/// It is locked before any pipe is.
pub(super) static TRANSIT: LazyLock<Mutex<Transit>> = LazyLock::new(Mutex::default);

pub(super) fn lock(transit: &Mutex<Transit>) -> MutexGuard<'_, Transit> {
    // No code that can panic runs under this lock.
    transit.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Transit {
    /// Lets `ends` wait at `target`; false, and nothing is done, if that waits itself at one of them, directly or not.
    pub fn begin(&mut self, ends: &[EndId], target: EndId) -> bool {
        let mut at = Some(target);
        while let Some(end) = at {
            if ends.contains(&end) {
                return false;
            }
            at = self.0.get(&end).copied();
        }
        self.0.extend(ends.iter().map(|end| (*end, target)));
        true
    }

    /// `ends` do not wait any more.
    pub fn end(&mut self, ends: &[EndId]) {
        for end in ends {
            self.0.remove(end);
        }
    }

    /// The end at whose port `end` will arrive: itself, unless it waits in a queue.
    pub fn root_of(&self, mut end: EndId) -> EndId {
        while let Some(at) = self.0.get(&end) {
            end = *at;
        }
        end
    }
}

#[cfg(test)]
mod tests {
    use super::super::pipe::Endpoint;
    use super::{EndId, Transit};

    /// The first ends of three pipes.
    fn ends() -> [EndId; 3] {
        [(); 3].map(|()| Endpoint::pair().0.link().id())
    }

    #[test]
    fn what_would_wait_at_itself_does_not_begin() {
        let [a, b, c] = ends();
        let mut transit = Transit::default();
        assert!(!transit.begin(&[a], a));
        assert!(transit.begin(&[a], b));
        assert!(transit.begin(&[b], c));
        assert_eq!(transit.root_of(a), c);
        assert!(!transit.begin(&[c], b));
        assert!(!transit.begin(&[c], a));
        assert!(transit.begin(&[c.other()], a));
        transit.end(&[a]);
        assert_eq!(transit.root_of(a), a);
        assert!(transit.begin(&[c], a));
        assert_eq!(transit.root_of(b), a);
    }
}
