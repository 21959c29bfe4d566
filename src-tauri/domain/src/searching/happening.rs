//! What can happen next, out of a number: the smaller the number, the plainer.

/// One step of a history.
#[derive(Clone, Copy, Debug)]
pub(super) enum Happening {
    /// A patient writes: which words, and in which of a few conversations.
    Letter { to: u8, words: u8 },
    /// A workstation that has read this far admits whatever letters it has not seen.
    Admits { pc: u8 },
    /// Somebody does what the conversation lacks most.
    GoesOn { pc: u8, who: u8, of: u8 },
    /// Somebody asks for anything.
    Asks { pc: u8, who: u8, of: u8, wish: u8 },
    /// What waits on a workstation is carried to the log.
    Carries { pc: u8, most: u8 },
    /// A workstation reads on.
    Reads { pc: u8, most: u8 },
    /// Time passes, in minutes.
    Passes { minutes: u8 },
    /// The clock of a workstation is put wrong by so many quarters of an hour, or by years; 0 puts it right.
    Jumps { pc: u8, by: i8 },
    /// A gateway, or the folder for the record, says what became of a delivery.
    Tells { of: u8, state: u8 },
    /// What is in the log is there again.
    Again { which: u8 },
    /// Somebody writes past every rule: an event without a person, or about what is not there.
    Hostile { of: u8, what: u8 },
    /// A later version writes something.
    Later { of: u8 },
}

impl Happening {
    pub(super) fn of(number: u32) -> Self {
        let [what, a, b, c] = number.to_be_bytes();
        let (pc, who, of) = (a % 3, a / 3 % 8, b % 3);
        match what {
            0..20 => Self::Letter { to: of, words: c },
            20..44 => Self::Admits { pc },
            44..132 => Self::GoesOn { pc, who, of },
            132..168 => Self::Asks { pc, who, of, wish: c },
            168..196 => Self::Carries { pc, most: c % 8 + 1 },
            196..216 => Self::Reads { pc, most: c % 16 + 1 },
            216..226 => Self::Passes { minutes: c },
            226..234 => Self::Jumps { pc, by: i8::from_be_bytes([c]) },
            234..246 => Self::Tells { of: b, state: c },
            246..250 => Self::Again { which: b },
            250..254 => Self::Hostile { of, what: c },
            _ => Self::Later { of },
        }
    }
}
