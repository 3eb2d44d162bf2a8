"""Exchange (信用信息交换与共享, plan （十八）): packages that another installation can verify and import."""
