import { defineComponent, h, onErrorCaptured, ref } from "vue";
import { renderMarkdown } from "@/lib/markdown";

/** A message's text with its marks. What cannot be drawn comes as plain text. */
export default defineComponent({
  name: "RichText",
  props: { text: { type: String, required: true } },
  setup(props) {
    const failed = ref(false);
    onErrorCaptured(() => {
      failed.value = true;
      return false;
    });
    return () => h("div", { class: "rich", dir: "auto" }, failed.value ? [h("p", { class: "plain" }, props.text)] : renderMarkdown(props.text));
  },
});
