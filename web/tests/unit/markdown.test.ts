import { render } from "vue";
import { h } from "vue";
import { describe, expect, test } from "vitest";
import { renderMarkdown } from "@/lib/markdown";
import { stripMarkdown } from "@/lib/preview";
import XSS from "../hostile.json";

function html(text: string): HTMLElement {
  const host = document.createElement("div");
  render(h("div", renderMarkdown(text)), host);
  return host;
}

describe("marks", () => {
  test.each([
    ["**a**", "<strong>a</strong>"],
    ["*a*", "<em>a</em>"],
    ["~~a~~", "<del>a</del>"],
    ["`a<b`", '<code dir="ltr">a&lt;b</code>'],
    ["> a", "<blockquote><p>a</p></blockquote>"],
    ["- a\n- b", "<ul><li>a</li><li>b</li></ul>"],
    ["3. a", '<ol start="3"><li>a</li></ol>'],
    ["a\nb", "<p>a<br>b</p>"],
  ])("%s is drawn", (text, expected) => expect(html(text).innerHTML.replaceAll("<!---->", "")).toContain(expected));

  test("a link opens elsewhere and tells nothing of us", () => {
    const link = html("https://example.com/a").querySelector("a");
    expect(link?.outerHTML).toBe('<a href="https://example.com/a" target="_blank" rel="noopener noreferrer nofollow ugc" tabindex="-1">https://example.com/a</a>');
  });

  test.each(["# a", "a | b\n-|-\n1 | 2", "![a](https://example.com/a.png)", "<b>a</b>", "[a](javascript:alert(1))", "[a]: https://example.com", "-----"])("%s is shown as typed", (text) => {
    const host = html(text);
    expect(host.textContent.replace(/\s+/g, " ").trim()).toBe(text.replace(/\s+/g, " ").trim());
    expect(host.querySelector("h1, table, img, b, a, hr")).toBeNull();
  });
});

describe("hostile text", () => {
  test.each(XSS)("%s makes nothing active", (text) => {
    const host = html(text);
    expect(host.querySelector("script, iframe, object, embed, svg, math, img, video, audio, form, input, style, link, base, meta")).toBeNull();
    for (const element of host.querySelectorAll("*")) {
      for (const name of element.getAttributeNames()) {
        expect(name).not.toMatch(/^on|^style$|^src/);
        if (name === "href") expect(element.getAttribute(name)).toMatch(/^(?:https?:|mailto:)/i);
      }
    }
  });

  const cpuMs = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1_000;
  };
  const N = 10_000;
  const fill = (unit: string) => unit.repeat(Math.ceil(N / unit.length)).slice(0, N);
  test.each([">", "> ", "[", "![", "*", "**a ", "_a_", "`", "``` ", "- ", "1. ", "~~", "<", "<a", "\\", "a@b.c ", "http://", "[a](", "| a "])("ten thousand characters of %j take less than half a second", (unit) => {
    // The processor's time, the best of three: the machine may be busy with something else.
    const took = Array.from({ length: 3 }, () => {
      const began = cpuMs();
      html(fill(unit));
      return cpuMs() - began;
    });
    expect(Math.min(...took)).toBeLessThan(500);
  });

  test("nesting too deep comes as plain text, whole", () => expect(html(`${"> ".repeat(50)}deep`).textContent).toContain("deep"));
});

describe("a preview", () => {
  test.each([
    ["**a** and `b`", "a and b"],
    ["> quoted\n\nanswer", "quoted answer"],
    ["- one\n- two", "one two"],
    ["snake_case_name", "snake_case_name"],
    ["```\ncode\n```", "code"],
  ])("of %j has no marks", (text, expected) => expect(stripMarkdown(text)).toBe(expected));
});
