// Browsers ask for leave to push only when somebody clicks.
const button = document.getElementById("subscribe");
button.addEventListener("click", async () => {
  button.textContent = await sojourn.subscribe().catch(() => false) ? "Đã bật thông báo" : "Chưa bật được";
});
