import { createRouter, createWebHistory, type RouteRecordRaw } from "vue-router";
import { showSession } from "@/api/messaging";
import { useSessionStore } from "@/stores/sessionStore";

// Each page of the admin console is a chunk of its own: most people never need one.
const routes: RouteRecordRaw[] = [
  { path: "/", redirect: "/dashboard/messages" },
  { path: "/sign-in", name: "sign-in", component: () => import("@/pages/sign-in.vue"), meta: { isOpen: true } },
  {
    path: "/dashboard",
    component: () => import("@/pages/dashboard/messages.vue"),
    redirect: "/dashboard/messages",
    children: [
      { path: "messages", name: "messages", component: () => import("@/pages/dashboard/choose.vue") },
      { path: "messages/new", name: "new", component: () => import("@/pages/dashboard/choose.vue") },
      { path: "messages/:id", name: "thread", component: () => import("@/pages/dashboard/thread.vue") },
      { path: "search", name: "search", component: () => import("@/pages/dashboard/search.vue") },
      { path: "settings", name: "settings", component: () => import("@/pages/dashboard/settings.vue") },
      { path: ":rest(.*)*", component: () => import("@/pages/not-found.vue") },
    ],
  },
  {
    path: "/admin",
    component: () => import("@/pages/admin/messaging.vue"),
    redirect: "/admin/messaging",
    children: [
      { path: "messaging", name: "admin-conversations", component: () => import("@/pages/admin/conversations.vue") },
      { path: "messaging/reports", name: "admin-reports", component: () => import("@/pages/admin/reports.vue") },
      { path: "messaging/reports/:id", name: "admin-report", component: () => import("@/pages/admin/report.vue") },
      { path: "messaging/replay/:id", name: "admin-replay", component: () => import("@/pages/admin/replay.vue") },
      { path: "messaging/directory", name: "admin-directory", component: () => import("@/pages/admin/directory.vue") },
      { path: "messaging/evidence", name: "admin-evidence", component: () => import("@/pages/admin/evidence.vue") },
      { path: "messaging/:id", name: "admin-conversation", component: () => import("@/pages/admin/conversation.vue") },
      { path: ":rest(.*)*", component: () => import("@/pages/not-found.vue") },
    ],
  },
  { path: "/:rest(.*)*", component: () => import("@/pages/not-found.vue"), meta: { isOpen: true } },
];

export function createAppRouter() {
  const router = createRouter({ history: createWebHistory(), routes });

  router.beforeEach(async (to) => {
    const session = useSessionStore();
    if (!session.isKnown) {
      // Unreachable is no answer: the pages say so and offer to try again.
      await showSession().then(session.take, () => undefined);
    }
    if (to.name === "sign-in" && session.person && !session.hasEnded) return { name: "messages" };
    if (to.meta["isOpen"] !== true && session.isKnown && session.person === null) return { name: "sign-in", query: { to: to.fullPath } };
    return true;
  });
  return router;
}
