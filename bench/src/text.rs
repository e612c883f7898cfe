//! What the benchmark's people say: a text as long as messages are.

use domain::{Body, Private, SALT_BYTES, Salt};

/// As many characters as the row of pgbench holds.
pub(crate) const CHARS: usize = 200;

const WORDS: &str = "The new logo looks good on the letter paper, but on the website it is too \
     small to read; could we try it once more with the darker green and a little more room? ";

/// The text itself.
pub(crate) fn body() -> String {
    WORDS.chars().cycle().take(CHARS).collect()
}

/// A body with a salt of its own, as it comes in from the edge.
pub(crate) fn private_body() -> anyhow::Result<Private<Body>> {
    Ok(Private::new(Body::parse(body())?, salt()?))
}

pub(crate) fn salt() -> anyhow::Result<Salt> {
    let mut bytes = [0; SALT_BYTES];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("random bytes: {error}"))?;
    Ok(Salt(bytes))
}

/// Syllables of the words in [`Talk`].
const ONSETS: [char; 16] = [
    'b', 'd', 'f', 'g', 'h', 'j', 'k', 'l', 'm', 'n', 'p', 'r', 's', 't', 'v', 'z',
];
const VOWELS: [char; 5] = ['a', 'e', 'i', 'o', 'u'];

/// The nth word of the language, the most frequent first: two syllables at least.
pub(crate) fn word(n: usize) -> String {
    let syllables = ONSETS.len() * VOWELS.len();
    let (mut rest, mut word) = (n, String::new());
    while rest > 0 || word.len() < 4 {
        let syllable = rest % syllables;
        word.extend(ONSETS.get(syllable / VOWELS.len()));
        word.extend(VOWELS.get(syllable % VOWELS.len()));
        rest /= syllables;
    }
    word
}

/// Texts in which words are as frequent as words are: the nth is n times rarer than the first.
/// The same ones each time.
pub(crate) struct Talk {
    state: u64,
    words: Vec<String>,
    /// How often one of the words up to this one is said, of all.
    shares: Vec<f64>,
}

impl Talk {
    /// A language of so many words.
    pub(crate) fn new(words: usize) -> Self {
        let mut shares: Vec<f64> = (1..=words)
            .scan(0.0, |sum, n| {
                *sum += 1.0 / n as f64;
                Some(*sum)
            })
            .collect();
        let all = shares.last().copied().unwrap_or(1.0);
        for share in &mut shares {
            *share /= all;
        }
        Self {
            state: 7,
            words: (0..words).map(word).collect(),
            shares,
        }
    }

    /// A number below `most`, any of them as likely (splitmix64).
    pub(crate) fn any(&mut self, most: usize) -> usize {
        (self.share() * most as f64) as usize
    }

    /// What somebody says: [`CHARS`] characters.
    pub(crate) fn body(&mut self) -> String {
        let mut body = String::with_capacity(CHARS + 8);
        while body.len() < CHARS {
            let share = self.share();
            let n = self.shares.partition_point(|up_to| *up_to < share);
            if let Some(word) = self.words.get(n) {
                body.push_str(word);
                body.push(' ');
            }
        }
        body.truncate(CHARS);
        body
    }

    /// From 0 to 1.
    fn share(&mut self) -> f64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::{CHARS, Talk, word};

    #[test]
    fn each_word_is_another() {
        let words: std::collections::HashSet<_> = (0..20_000).map(word).collect();
        assert_eq!(words.len(), 20_000);
    }

    #[test]
    fn the_first_word_is_said_most_and_texts_are_as_long_as_messages() {
        let mut talk = Talk::new(1_000);
        let texts: Vec<_> = (0..1_000).map(|_| talk.body()).collect();
        let having = |n| {
            let has = |text: &&String| text.split(' ').any(|said| said == word(n));
            texts.iter().filter(has).count()
        };
        assert!(texts.iter().all(|text| text.len() == CHARS));
        assert!(having(0) > 900, "{}", having(0));
        assert!(having(99) < 200, "{}", having(99));
    }
}
