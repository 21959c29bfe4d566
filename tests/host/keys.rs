//! The port for security keys of a test: a key written in software, behind the product's own way to keys.

use doubles::security_keys::{Kind, PIN, SoftKey, Touch};
use journeys::keys::Port;
use signin::card::Pin;
use signin::security_key::{Answer, Ctap2, KeyError, Made, Person, Prompt, Salted, SecurityKeys, Wanted};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Never gives up by itself.
const WAITS: Touch = Touch::Never(u32::MAX);

pub struct KeyPort {
    key: SoftKey,
    way: Ctap2<Port>,
    /// Does the system ask for the PIN and show its own dialogue?
    system: AtomicBool,
    /// What goes wrong with whatever is asked.
    trouble: Mutex<Option<KeyError>>,
    /// Touched at once, without anybody waiting.
    at_once: AtomicBool,
    wanted: AtomicU32,
    touched: AtomicU32,
}

impl Default for KeyPort {
    fn default() -> Self {
        let key = SoftKey::new(Kind::Current);
        Self {
            way: Ctap2::new(Port(key.clone())),
            key,
            system: AtomicBool::default(),
            trouble: Mutex::default(),
            at_once: AtomicBool::default(),
            wanted: AtomicU32::default(),
            touched: AtomicU32::default(),
        }
    }
}

impl KeyPort {
    /// The system speaks to keys and asks for the PIN itself.
    pub fn by_system(&self) {
        self.system.store(true, Ordering::SeqCst);
    }

    pub fn fails(&self, why: KeyError) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = Some(why);
    }

    pub fn at_once(&self, touched: bool) {
        self.at_once.store(touched, Ordering::SeqCst);
    }

    /// Somebody touches it: once for each that was asked for.
    pub fn touch(&self) {
        self.touched.store(self.wanted.load(Ordering::SeqCst), Ordering::SeqCst);
    }

    /// How often it was touched.
    pub fn touches(&self) -> u32 {
        self.touched.load(Ordering::SeqCst)
    }

    fn fault(&self) -> Result<(), KeyError> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
    }

    /// Waits for a touch where somebody is to give one, then lets the key answer.
    fn with<T>(
        &self,
        person: &Person<'_>,
        ask: impl Fn(&Person<'_>) -> Result<T, KeyError>,
    ) -> Result<T, KeyError> {
        (person.prompt)(Prompt::Wait);
        self.fault()?;
        if self.at_once.load(Ordering::SeqCst) {
            self.key.touch(Touch::AtOnce);
            return ask(&as_typed(person, self.system.load(Ordering::SeqCst)));
        }
        let wanted = self.wanted.fetch_add(1, Ordering::SeqCst) + 1;
        if self.system.load(Ordering::SeqCst) {
            (person.prompt)(Prompt::System);
            self.wait(wanted, person)?;
            self.key.touch(Touch::AtOnce);
            return ask(&as_typed(person, true));
        }
        self.key.touch(WAITS);
        let over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let watch = scope.spawn(|| {
                while !over.load(Ordering::SeqCst) {
                    if self.touched.load(Ordering::SeqCst) >= wanted {
                        self.key.touch(Touch::AtOnce);
                    }
                    std::thread::sleep(Duration::from_millis(5));
                }
            });
            let answered = ask(person);
            over.store(true, Ordering::SeqCst);
            let _ = watch.join();
            if answered.is_err() {
                // What was not answered is not counted as a touch that is still to come.
                self.wanted.fetch_sub(1, Ordering::SeqCst);
            }
            answered
        })
    }

    fn wait(&self, wanted: u32, person: &Person<'_>) -> Result<(), KeyError> {
        while self.touched.load(Ordering::SeqCst) < wanted {
            if person.cancel.is_cancelled() {
                return Err(KeyError::Cancelled);
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }
}

/// A system's own dialogue has asked for the PIN, and tells nobody here what it shows.
fn as_typed<'person>(person: &Person<'person>, system: bool) -> Person<'person> {
    static OF_THE_SYSTEM: std::sync::LazyLock<Pin> = std::sync::LazyLock::new(|| Pin::from(PIN.to_owned()));
    if system {
        Person { pin: Some(&OF_THE_SYSTEM), cancel: person.cancel, prompt: &|_| {} }
    } else {
        Person { pin: person.pin, cancel: person.cancel, prompt: person.prompt }
    }
}

impl SecurityKeys for KeyPort {
    fn asks_pin(&self) -> bool {
        !self.system.load(Ordering::SeqCst)
    }

    fn look(&self) -> Result<(), KeyError> {
        self.fault().and_then(|()| self.way.look())
    }

    fn make(&self, wanted: &Wanted<'_>, person: &Person<'_>) -> Result<Made, KeyError> {
        self.with(person, |person| self.way.make(wanted, person))
    }

    fn ask(&self, client_data: &[u8], any: &[Salted], person: &Person<'_>) -> Result<Answer, KeyError> {
        self.with(person, |person| self.way.ask(client_data, any, person))
    }
}
