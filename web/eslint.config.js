import { defineConfigWithVueTs, vueTsConfigs } from "@vue/eslint-config-typescript";
import pluginVue from "eslint-plugin-vue";
import a11y from "eslint-plugin-vuejs-accessibility";

// Directions are logical, so that right-to-left languages mirror by themselves.
const PHYSICAL = String.raw`(^|\s)-?(m[lr]|p[lr]|left|right|text-left|text-right|border-[lr]|rounded-[lr])-`;

export default defineConfigWithVueTs(
  { ignores: ["dist/**", "coverage/**", "src/api/schema.d.ts", "public/**"] },
  pluginVue.configs["flat/recommended"],
  a11y.configs["flat/recommended"],
  vueTsConfigs.strictTypeChecked,
  {
    rules: {
      "vue/no-v-html": "error",
      "vue/multi-word-component-names": "off",
      "vue/max-attributes-per-line": "off",
      "vue/singleline-html-element-content-newline": "off",
      "vue/multiline-html-element-content-newline": "off",
      "vue/html-self-closing": "off",
      "vue/html-closing-bracket-newline": "off",
      "vue/html-indent": "off",
      "vue/attributes-order": "off",
      "vue/require-default-prop": "off",
      "vue/define-macros-order": "error",
      "vue/block-order": ["error", { order: ["script", "template", "style"] }],
      "vue/no-restricted-class": ["error", `/${PHYSICAL}/`],
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      // What is held is keyed by id.
      "@typescript-eslint/no-dynamic-delete": "off",
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      // A label may wrap its control or name it: either is enough.
      "vuejs-accessibility/label-has-for": ["error", { required: { some: ["nesting", "id"] } }],
    },
  },
  {
    files: ["scripts/**", "*.js", "*.mjs"],
    extends: [vueTsConfigs.disableTypeChecked],
  },
);
