//! What can happen next, out of a number: the smaller the number, the plainer.

/// One step of a history.
#[derive(Clone, Copy, Debug)]
pub enum Happening {
    /// A patient writes: which words, and in which of a few conversations.
    Letter { to: u8, words: u8 },
    /// Somebody does what a conversation lacks most.
    GoesOn { pc: usize, of: u8 },
    /// Somebody asks for anything.
    Asks { pc: usize, of: u8, wish: u8 },
    /// A turn of one of the loops, which ends early at this word to or from the log.
    Works { pc: usize, at: Work, killed_at: Option<u8> },
    /// Somebody else signs in.
    Swaps { pc: usize, who: u8 },
    /// The cable is pulled, or put in again.
    Cut { pc: usize, is_in: bool },
    /// The log takes the next append and its receipt is lost.
    LosesReceipt { pc: usize },
    /// Time passes, in minutes.
    Passes { minutes: u8 },
    /// The clock is put wrong by so many quarters of an hour.
    Jumps { pc: usize, by: i8 },
    /// The gateway says what became of an answer it was left.
    Tells { of: u8, state: u8 },
    /// Somebody writes past every rule.
    Hostile { of: u8, what: u8 },
    /// The second workstation is lost for good.
    Lost,
}

/// A turn of a loop.
#[derive(Clone, Copy, Debug)]
pub enum Work {
    Reads { most: usize },
    Carries,
    HandsOver,
    Erases,
}

impl Happening {
    pub fn of(number: u32) -> Self {
        let [what, a, b, c] = number.to_be_bytes();
        let (pc, of) = (usize::from(a % 2), b % 4);
        let killed_at = (a >= 200).then_some(b % 8);
        let works = |at| Self::Works { pc, at, killed_at };
        match what {
            0..28 => Self::Letter { to: of, words: c },
            28..76 => works(Work::Reads { most: usize::from(c % 12) + 1 }),
            76..120 => works(Work::Carries),
            120..180 => Self::GoesOn { pc, of },
            180..200 => Self::Asks { pc, of, wish: c },
            200..210 => works(Work::HandsOver),
            210..214 => works(Work::Erases),
            214..220 => Self::Swaps { pc, who: c },
            220..226 => Self::Cut { pc, is_in: c % 2 == 0 },
            226..230 => Self::LosesReceipt { pc },
            230..236 => Self::Passes { minutes: c },
            236..240 => Self::Jumps { pc, by: i8::from_be_bytes([c]) },
            240..246 => Self::Tells { of: b, state: c },
            246..254 => Self::Hostile { of, what: c },
            _ => Self::Lost,
        }
    }
}
