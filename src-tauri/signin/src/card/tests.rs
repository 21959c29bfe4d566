//! Cards as people meet them: a real `pcscd`, OpenSC's module, a virtual reader and a virtual PIV card.

mod bench;
mod certificates;
mod leaving;
mod sign_in;
mod states;

/// A test with readers of its own.
macro_rules! beside_a_station {
    ($name:ident, $body:expr) => {
        #[test]
        fn $name() {
            doubles::smartcards::beside_a_station(concat!(module_path!(), "::", stringify!($name)), $body);
        }
    };
}
use beside_a_station;
