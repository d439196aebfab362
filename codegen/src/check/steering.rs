//! Texts that steer a model: what tool poisoning looks like.

use super::Findings;
use diag::Place;
use diag::catalogue::policy as codes;
use regex::Regex;
use std::sync::LazyLock;

/// What tool poisoning looks like, with what to call it. From published attacks on MCP clients: hidden instructions,
/// orders about other tools, secrecy, files and conversations carried off in an argument, and encoded payloads. Words
/// that honest descriptions of business records use (an agent, a rule, an approval, "above", "before") count only together
/// with what makes an order of them.
static STEERING: LazyLock<Vec<(Regex, &'static str)>> = LazyLock::new(|| {
    let rows = [
        (
            r"\b(ignore|disregard|forget|override|overrule)\b( \w+){0,3} (previous|prior|above|earlier|preceding|your|system|safety|other|all|any|every|these|those)( (of|the|your|previous|prior|earlier|other|system|safety))* (instruction|prompt|directive|guideline|rule|polic(y|ies)|training|tool)s?\b",
            "an order to ignore instructions",
        ),
        (
            r"\b(ignore|disregard|forget)\b.{0,20}\b((all|everything|anything) (of the )?above|(you|you've|you have) (were|been|are) (told|given|instructed|asked))\b",
            "an order to ignore instructions",
        ),
        (
            r"\b(ignor(iere|ieren|ez|er|a|e)|vergiss|vergesst|missachte|oubli(e|ez|er)|olvid(a|e)|dimentica|negeer|esqueça)\b.{0,30}\b(anweisungen|vorgaben|vorherigen?|bisherigen?|consignes|directives|instructions (précédentes|antérieures)|toutes les instructions|instrucciones|istruzioni|instructies|instruções)\b",
            "an order to ignore instructions",
        ),
        (
            r"\b(new|real|actual|secret|hidden) instructions? ?:|\bsystem (override|message|notice|note|update|instructions?) ?:",
            "a heading that poses as instructions",
        ),
        (
            r"\b(note|notice|message|reminder|attention|instructions?|warning)( to| for)( the| all| any)? (ai( agents?| assistants?| models?)?|models?|assistants?|llms?|language models?|claude|chatgpt|gpt) ?[:,–—-]",
            "a message to the model",
        ),
        (
            r"\bsystem prompt\b|\bdeveloper message\b|\byou are now\b|\bpretend (to be|you are)\b|(^|[.!?:;] |\byou (must|should|will|can|shall|may) |\bassistant (must|should|will|shall) )act as\b",
            "an attempt to change the model's role",
        ),
        (
            r"\b(the|this|an|any|every|your) (ai|ai (agent|assistant|model)|assistant|llm|language model|claude|chatgpt|gpt|copilot) (must|should|shall|has to|needs to|is to)\b",
            "an order to the model",
        ),
        (
            r"\b(agents?|models?|you) (must|should|shall|have to|has to|need to|needs to) (always (use|call|run|invoke|pass|send|include)|skip|bypass|ignore|forget|obey|trust|pretend|reveal|keep (this|it) (secret|hidden)|(use|call|run|invoke) (this tool|only this))\b",
            "an order to the model",
        ),
        (
            r"\b(do not|don't|never)\b.{0,30}\b(tell|mention|reveal|inform|show|notify|ask|warn)\b.{0,30}\b(the user|users?|humans?|the person)\b|\b(hide|conceal) .{0,30} from (the |your )?(user|human)|\bkeep .{0,20}\b(secret|hidden) from\b|\bsecretly\b",
            "an order to keep something from the user",
        ),
        (
            r"\bwithout (first )?(asking|telling|informing|notifying|consulting|alerting|waiting for) (the |your |any |a )?(user|human|person|anyone|anybody|them|first)\b|\bwithout (the |any )?(user|human)('s)? (approval|confirmation|permission|consent|knowledge|knowing)\b|\bwithout (approval|confirmation|permission|consent) (of|from|by) (the |a )?(user|human)\b|\bohne .{0,20}\b(be)?nutzer\w* .{0,20}\b(fragen|informieren|wissen|zustimmung)\b|\bsans (demander|prévenir|avertir|informer)\b.{0,20}\butilisateur",
            "an order to leave the user out",
        ),
        (
            r"\b(skip|bypass|circumvent|disable|evade|suppress|turn off) (the |all |any |every )*(user('s)? |human |client |safety |security )+(approvals?|confirmations?|consent|permissions?|checks?|prompts?|dialogs?)\b|\b(skip|bypass|circumvent|disable|evade|suppress|turn off) .{0,20}\bguardrails?\b",
            "an order to leave the user out",
        ),
        (
            r"\b(before|after|instead of|rather than)\b.{0,30}\b(calling|using|invoking)\b.{0,30}\b(other|any|another|all)\b.{0,10}\btools?\b|\b(over|instead of|rather than|to|than) (all |any |every |the )*others? tools?\b|\bprefer this( tool| server| one)? (over|to|instead)\b|\bwhen(ever)?\b.{0,60}\b(invoked|called|used|available|present)\b.{0,20}\b(change|replace|redirect|modify) (the|its|every|all) (recipient|argument|parameter|address|amount|number)",
            "an order about other tools",
        ),
        (
            r"\b(also|always|then|afterwards|next) (call|invoke|run|execute) [a-z]+_\w+|\bafter (calling|using|running|invoking)\b.{0,30}\b(call|invoke|run|execute) \w+",
            "an order about other tools",
        ),
        (
            r"\balways (call|use|invoke|run) this\b|\bcall this (tool )?first\b|\b(use|call|invoke|run|choose|pick) (only|exclusively|just) this( tool| server)?( |[.!;,]|$)|\b(only|exclusively) (use|call|invoke|run) this tool\b|\b(call|use|invoke|run) this( tool)? (every (second|minute|hour|day|turn|message)|at the (start|beginning|end) of (each|every)|for every (question|message|prompt)|repeatedly)\b",
            "an order to call the tool",
        ),
        (
            r"<\s*/?\s*(important|system|instructions?|secret|assistant|user|tool|img|script|iframe|style|svg|embed|html|body|div|span)\b|<a\s|<!--|\[inst\]|<\||```|!\[|\]\([^)]+\)",
            "markup that models read as a message",
        ),
        (r"\b(javascript|vbscript|file):|\bdata:[a-z]+/", "an address that runs or reads something"),
        (r"(^|[^{])\{\{[^{}]+\}\}($|[^}])|\$\{[^}]*\}|<%|\{%", "a placeholder that a program fills in"),
        (
            r"(^|[^\w/])~/|(^|[^\w/])/(etc|home|root|var|proc)/|\bc:\\|\.ssh\b|\bid_(rsa|ed25519|ecdsa)\b|(^|[^\w])\.(env|netrc|pgpass|aws|npmrc|kube)\b|\bmcp\.json\b|\benvironment variables?\b",
            "an order about files",
        ),
        (
            r"\b(pass|put|include|copy|paste|provide|enter|supply|give|write|send|read|reveal|attach|upload|add|append|forward|insert)\b.{0,40}\b(passwords?|passphrases?|api keys?|(access|session|refresh|bearer|auth) tokens?|private keys?|secret keys?|credentials|ssh keys?|cookies)( (in|as|to|into|with|along|here|for|from|and)\b| ?[^\w\s]|$)",
            "an order about credentials",
        ),
        (
            r"\b(pass|put|include|copy|paste|provide|supply|give|write|send|add|append|forward|insert|summari[sz]e)\b.{0,40}\b(full|entire|whole|complete|all|previous|prior|earlier|this|our|your|current)\b.{0,20}\b(conversation|chat|(chat|message|conversation|session|prompt) history|context window|prompts?|system message|other tools)\b",
            "an order to carry off the conversation",
        ),
        (
            r"\b(e-?mail|send|forward|upload|post|leak|copy) everything\b|\b(e-?mail|send|forward|bcc|cc|post|upload)\b.{0,60}\bto (\S+@\S+\.\w|https?:)|\b(e-?mail|send|forward|bcc|cc|post|upload)\b.{0,60}\bto\b.{0,40}\b\w+ [\[(]?at[\])]? \w+ [\[(]?dot[\])]? \w|\breveal\b.{0,30}\b(hidden|secret|masked|confidential)\b|\bexfiltrat",
            "an order to send data away",
        ),
        (r"[a-z0-9+/]{60,}={0,2}", "what looks like encoded text"),
    ];
    let compiled = |pattern: &str| Regex::new(&format!("(?i){pattern}")).expect("a valid expression");
    rows.into_iter().map(|(pattern, what)| (compiled(pattern), what)).collect()
});

/// A web address, whose host is the second group.
static WEB_ADDRESS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)\b(https?://|ftp://|www\.)([^\s/:?#)]*)").expect("a valid expression"));

/// Reports text that steers a model.
pub(super) fn steering(text: &str, what: &str, place: Place, findings: &mut Findings) {
    if let Some(found) = found(text) {
        let hint = "say what the tool does and when to use it, in plain text";
        findings.report(&codes::POISONED_DESCRIPTION, place, format!("the text of {what} contains {found}"), hint);
    }
}

/// Reports a name or a pattern that steers a model. Its signs and letters are those of a name or a pattern, so that words
/// alone count.
pub(super) fn steering_words(text: &str, what: &str, place: Place, findings: &mut Findings) {
    if let Some(found) = row(&plain(&text.replace('_', " "))) {
        let hint = "models read it too: name what it holds, in a few words";
        findings.report(&codes::POISONED_DESCRIPTION, place, format!("{what} contains {found}"), hint);
    }
}

fn row(plain: &str) -> Option<&'static str> {
    STEERING.iter().find(|(pattern, _)| pattern.is_match(plain)).map(|(_, name)| *name)
}

fn found(text: &str) -> Option<&'static str> {
    let plain = plain(text);
    row(&plain)
        .or_else(|| text.chars().any(is_invisible).then_some("invisible or direction-changing characters"))
        .or_else(|| has_disguised_words(text).then_some("a word with look-alike letters of another alphabet"))
        .or_else(|| leads_elsewhere(&plain).then_some("a web address, which a model may open"))
}

/// The text in one line, with full-width letters and curly quotes as plain ones.
fn plain(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '’' | '‘' => '\'',
        c => c,
    };
    words.join(" ").chars().map(narrow).collect()
}

/// Whether the text names a web address other than those reserved for examples (RFC 2606).
fn leads_elsewhere(text: &str) -> bool {
    let reserved = ["example.com", "example.net", "example.org"];
    WEB_ADDRESS.captures_iter(text).any(|found| {
        let host = found[2].trim_end_matches(['.', ',', '"', '\'']).to_ascii_lowercase();
        let is_example =
            |name: &str| host.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        !reserved.into_iter().any(is_example)
    })
}

/// Whether a word mixes plain letters with letters that look like them, or is set in mathematical letters. Short words
/// are units: `kΩ`.
fn has_disguised_words(text: &str) -> bool {
    let alike = |c: char| matches!(c, '\u{250}'..='\u{2af}' | '\u{370}'..='\u{52f}' | '\u{530}'..='\u{58f}' | '\u{13a0}'..='\u{13ff}' | '\u{1d00}'..='\u{1dbf}');
    let words = text.split(|c: char| !c.is_alphabetic());
    text.chars().any(|c| matches!(c, '\u{1d400}'..='\u{1d7ff}' | '\u{24b6}'..='\u{24e9}'))
        || words
            .filter(|word| word.chars().count() > 3)
            .any(|word| word.chars().any(|c| c.is_ascii_alphabetic()) && word.chars().any(alike))
}

fn is_invisible(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{3164}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests;
