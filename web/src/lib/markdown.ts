// A message's text as VNodes. Nothing here makes HTML, so nothing has to be cleaned:
// what is not one of the few known marks is shown as it was typed.
import { Lexer, type MarkedToken, type Token } from "marked";
import { h, type VNode, type VNodeChild } from "vue";

/** Deeper nesting is shown as typed: ten thousand ">" would otherwise overflow the stack. */
const DEPTH_MAX = 8;
const NESTS_TOO_DEEP = /(?:^|\n)[ \t]*(?:(?:>|[*+-][ \t]|\d{1,9}[.)][ \t])[ \t]*){9}/u;
const SAFE_LINK = /^(?:https?:\/\/|mailto:)/iu;

/** The VNodes of a text; a text that the lexer cannot take comes back as it is. */
export function renderMarkdown(text: string): VNodeChild[] {
  if (NESTS_TOO_DEEP.test(text)) return [plain(text)];
  try {
    return blocks(new Lexer({ gfm: true, breaks: true }).lex(text), 0);
  } catch {
    return [plain(text)];
  }
}

function plain(text: string): VNode {
  return h("p", { class: "plain" }, text);
}

const asMarked = (token: Token) => token as MarkedToken;

function blocks(tokens: Token[], depth: number): VNodeChild[] {
  return tokens.map(asMarked).map((token): VNodeChild => {
    if (depth > DEPTH_MAX) return plain(token.raw);
    switch (token.type) {
      case "space":
      case "def":
        return token.type === "def" ? plain(token.raw.trimEnd()) : null;
      case "paragraph":
        return h("p", inline(token.tokens, depth + 1));
      case "text":
        return token.tokens ? inline(token.tokens, depth + 1) : token.text;
      case "code":
        return token.codeBlockStyle === "indented" ? plain(token.raw.trimEnd()) : h("pre", { dir: "ltr", tabindex: -1 }, h("code", token.text));
      case "blockquote":
        return h("blockquote", blocks(token.tokens, depth + 1));
      case "list":
        return h(
          token.ordered ? "ol" : "ul",
          token.ordered && typeof token.start === "number" ? { start: token.start } : {},
          token.items.map((item) => h("li", [item.task ? (item.checked ? "☑ " : "☐ ") : null, ...blocks(item.tokens, depth + 1)])),
        );
      case "checkbox":
        return null;
      case "list_item":
        return blocks(token.tokens, depth + 1);
      default:
        // Headings, tables, rules and HTML are not part of a message's language.
        return plain(token.raw.trimEnd());
    }
  });
}

function inline(tokens: Token[], depth: number): VNodeChild[] {
  return tokens.map(asMarked).map((token): VNodeChild => {
    if (depth > DEPTH_MAX) return token.raw;
    switch (token.type) {
      case "strong":
        return h("strong", inline(token.tokens, depth + 1));
      case "em":
        return h("em", inline(token.tokens, depth + 1));
      case "del":
        return h("del", inline(token.tokens, depth + 1));
      case "codespan":
        return h("code", { dir: "ltr" }, token.text);
      case "br":
        return h("br");
      case "link":
        return SAFE_LINK.test(token.href) ? link(token.href, inline(token.tokens, depth + 1)) : token.raw;
      case "text":
      case "escape":
        return token.text;
      default:
        return token.raw;
    }
  });
}

function link(href: string, children: VNodeChild[]): VNode {
  // One tab stop per thread: links are reached by entering their message.
  return h("a", { href, target: "_blank", rel: "noopener noreferrer nofollow ugc", tabindex: -1 }, children);
}
