# Thin: every target calls `python3 -m operations`, which needs nothing but the standard library of Python >= 3.8.
# The first Python on the path that really runs (a pyenv shim may exist and fail).
PYTHON ?= $(shell for p in python3 /usr/bin/python3 python3.13 python3.12 python3.11 python3.10; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 8))' >/dev/null 2>&1 && { echo "$$p"; break; }; done)
OPERATIONS = $(if $(PYTHON),,$(error 需要 Python 3.8 以上 Python >= 3.8 is needed: sudo apt-get install -y python3 python3-venv))$(PYTHON) -B -m operations

# Words after these targets are their arguments: `make models kokoro`, `make bench retrieval`, `make cert hall.local`.
ifneq (,$(filter models bench cert,$(firstword $(MAKECMDGOALS))))
WORDS := $(wordlist 2,$(words $(MAKECMDGOALS)),$(MAKECMDGOALS))
ifneq (,$(WORDS))
.PHONY: $(WORDS)
$(WORDS): $(firstword $(MAKECMDGOALS)) ; @:
endif
endif

.PHONY: help run setup stop test test-all bench models cert train check check-library lock web clean
.DEFAULT_GOAL := help

help: ## 显示帮助 what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo '  设置 settings: hall.yml, HALL_PORT (8080), HALL_HOST, HALL_DATA, HALL_MODELS; docs/operations.md'

run: ## 安装缺少的部分并启动 set up what is missing, start, wait until ready
	@$(OPERATIONS) run

setup: ## 只安装不启动 set up without starting
	@$(OPERATIONS) setup

stop: ## 停止 stop the running hall
	@$(OPERATIONS) stop

test: ## 安装并测试 set up, then all tests but the slow ones (ARGS="-k name": only pytest, with these)
	@$(OPERATIONS) test -- $(ARGS)

test-all: ## 全部测试 all tests
	@$(OPERATIONS) test --all -- $(ARGS)

bench: ## 基准测试 make bench NAME (ARGS="--json FILE")
	@$(OPERATIONS) bench $(WORDS) $(ARGS)

models: ## 获取模型 make models [NAME...]; ARGS=--list 列出 lists them
	@$(OPERATIONS) models $(ARGS) $(WORDS)

cert: ## 生成本地证书 a local CA and certificate: make cert [NAME or IP...]
	@$(OPERATIONS) cert $(WORDS) $(NAMES)

train: ## 训练对话模型 train the dialogue model when its inputs changed (ARGS=--force)
	@$(OPERATIONS) train $(ARGS)

check: ## 检查代码与知识库 lint, type-check, validate the library
	@$(OPERATIONS) check

check-library: ## 检查知识库 everything wrong with the library, by file and line (LAWS=DIR: the texts of the laws it cites)
	@$(OPERATIONS) check-library $(if $(LAWS),--laws "$(LAWS)")

lock: ## 重新生成依赖锁 make requirements/*.txt anew from *.in
	@$(OPERATIONS) lock $(ARGS)

web: ## 构建网页 build the web client
	@$(OPERATIONS) web

clean: ## 清理 build outputs and caches (ARGS=--all: environments and models too)
	@$(OPERATIONS) clean $(ARGS)
