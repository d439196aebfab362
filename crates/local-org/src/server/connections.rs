//! The places for open connections. When all are taken, a connection that has not sent a whole request gives way to a new
//! one, the one that waits longest first: clients that never finish a request keep nobody out.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

/// Places for a number of connections.
#[derive(Debug)]
pub(super) struct Connections {
    places: Arc<Semaphore>,
    waiting: Mutex<Waiting>,
    /// Tells who looks for a place that one more connection waits.
    more_wait: Notify,
}

/// Connections without a request in work, by the turn at which they began to wait.
#[derive(Debug, Default)]
struct Waiting {
    turn: u64,
    connections: BTreeMap<u64, Arc<Notify>>,
}

/// An open connection. Dropping it frees its place.
#[derive(Debug)]
pub(super) struct Connection {
    all: Arc<Connections>,
    turn: Mutex<u64>,
    give_way: Arc<Notify>,
    _place: OwnedSemaphorePermit,
}

impl Connections {
    pub fn new(places: usize) -> Arc<Self> {
        let places = Arc::new(Semaphore::new(places));
        Arc::new(Self { places, waiting: Mutex::default(), more_wait: Notify::new() })
    }

    /// Takes a place, from the connection that waits longest if none is free. While all have requests in work, this waits.
    pub async fn open(self: &Arc<Self>) -> Connection {
        let place = self.place().await;
        let give_way = Arc::new(Notify::new());
        let connection = Connection { all: Arc::clone(self), turn: Mutex::default(), give_way, _place: place };
        connection.wait();
        connection
    }

    async fn place(&self) -> OwnedSemaphorePermit {
        loop {
            if let Ok(place) = Arc::clone(&self.places).try_acquire_owned() {
                return place;
            }
            let freed = Arc::clone(&self.places).acquire_owned();
            let mut more_wait = std::pin::pin!(self.more_wait.notified());
            // From here on nothing is missed.
            more_wait.as_mut().enable();
            let oldest = self.waiting().connections.pop_first();
            if let Some((_, oldest)) = oldest {
                oldest.notify_one();
                if let Ok(place) = freed.await {
                    return place;
                }
            } else {
                tokio::select! {
                    Ok(place) = freed => return place,
                    () = more_wait => {}
                }
            }
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Connection {
    /// A whole request has arrived: from now on the connection is not closed for another one. `false` if it must give
    /// way already; then the request is not to be answered.
    #[must_use]
    pub fn begin(&self) -> bool {
        let turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        self.all.waiting().connections.remove(&turn).is_some()
    }

    /// The request is answered: the connection waits for the next one.
    pub fn wait(&self) {
        let mut waiting = self.all.waiting();
        waiting.turn += 1;
        let turn = waiting.turn;
        waiting.connections.insert(turn, Arc::clone(&self.give_way));
        drop(waiting);
        *self.turn.lock().unwrap_or_else(PoisonError::into_inner) = turn;
        self.all.more_wait.notify_waiters();
    }

    /// Returns when the connection must be closed for another one.
    pub async fn must_give_way(&self) {
        self.give_way.notified().await;
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        let turn = self.turn.get_mut().unwrap_or_else(PoisonError::into_inner);
        self.all.waiting().connections.remove(turn);
    }
}
